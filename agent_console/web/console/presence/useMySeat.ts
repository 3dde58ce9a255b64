import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";
import type { Page, Seat } from "../api/types";
import { useMe } from "../app/session";
import { learnSeats, seats } from "../state/live";
import { useStore } from "../state/store";

/** Everybody at work, as far as the server lets me see; kept fresh by pushes afterwards. */
export function useSeats(): readonly Seat[] {
  useQuery({
    queryKey: ["seats"],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Seat>>("/seats", signal);
      learnSeats(page.items);
      return page.items.length;
    },
  });
  const all = useStore(seats, (value) => value);
  return [...all.values()];
}

export function useMySeat(): Seat | undefined {
  const { user } = useMe();
  return useSeats().find((seat) => seat.agent.id === user.id);
}
