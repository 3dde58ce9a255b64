import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";

export type Counts = Partial<Record<"mine" | "queues" | "unassigned" | "all" | "waiting", number>>;

/** How many open conversations stand in each view; the server bounds it at 1000. */
export const useCounts = () =>
  useQuery({
    queryKey: ["counts"],
    queryFn: ({ signal }) => get<Counts>("/conversations/counts", signal),
    staleTime: 4000,
  });
