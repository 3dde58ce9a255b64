import { type QueryClient, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { get, post, query } from "../api/http";
import { tellProblem } from "../parts/notify";
import { createStore } from "../state/store";
import type { Alert, Rows } from "./types";

/** The alerts that came in since the page was opened and that nobody has been told of yet. */
export const raised = createStore<readonly Alert[]>([]);

/** Takes in a pushed alert: the lists are asked for again, and who sits here is told. */
export function learnAlert(client: QueryClient, alert: Alert): void {
  void client.invalidateQueries({ queryKey: ["alerts"] });
  if (!alert.done_at) raised.set((old) => (old.some((one) => one.id === alert.id) ? old : [...old, alert]));
}

export type AlertState = "open" | "all";

export const useAlerts = (state: AlertState) =>
  useInfiniteQuery({
    queryKey: ["alerts", state],
    queryFn: ({ pageParam, signal }) => get<Rows<Alert>>(`/alerts${query({ state, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor ?? undefined,
    staleTime: 30_000,
  });

/** How many alerts are open, as far as one page tells: beyond it, `more` says that there are others. */
export function useOpenAlerts(): { count: number; more: boolean; known: boolean } {
  const { data, hasNextPage } = useAlerts("open");
  return { count: data?.pages.reduce((sum, page) => sum + page.items.length, 0) ?? 0, more: hasNextPage, known: data !== undefined };
}

export function useDone() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => post(`/alerts/${id}/done`),
    onError: tellProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["alerts"] }),
  });
}
