import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, patch, post, query } from "../api/http";
import { tellDone, tellProblem } from "../parts/notify";
import type { Narrowing } from "./figures";
import type { Period } from "./period";
import type { InsightRow, Model, Overview, Rows, TopicList, TopicPage } from "./types";

/** Figures are made anew for days that changed, every few minutes: asking more often shows nothing new. */
const FRESH_MS = 60_000;
const ANEW_MS = 300_000;

interface Asked { period: Period; queue?: string | null; channel?: string | null }

export const useOverview = ({ period, queue, channel }: Asked, enabled = true) =>
  useQuery({
    queryKey: ["intelligence", "overview", period, queue, channel],
    queryFn: ({ signal }) => get<Overview>(`/intelligence/overview${query({ ...period, queue, channel })}`, signal),
    staleTime: FRESH_MS,
    refetchInterval: ANEW_MS,
    placeholderData: keepPreviousData,
    enabled,
  });

export const useTopic = (id: string, { period, queue, channel }: Asked) =>
  useQuery({
    queryKey: ["intelligence", "topic", id, period, queue, channel],
    queryFn: ({ signal }) => get<TopicPage>(`/intelligence/topics/${id}${query({ ...period, queue, channel })}`, signal),
    staleTime: FRESH_MS,
    placeholderData: (old) => (old?.id === id ? old : undefined),
  });

export const useRows = (period: Period, narrowing: Narrowing) =>
  useInfiniteQuery({
    queryKey: ["intelligence", "conversations", period, narrowing],
    queryFn: ({ pageParam, signal }) => get<Rows<InsightRow>>(`/intelligence/conversations${query({ ...period, ...narrowing, cursor: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.cursor ?? undefined,
  });

/** How analysis is set up here: asked only where there is something to explain. */
export const useModel = (enabled: boolean) =>
  useQuery({ queryKey: ["intelligence", "model"], queryFn: ({ signal }) => get<Model>("/intelligence/model", signal), enabled });

const WATCHED_MS = 3_000;
const LOOKED_AT_MS = 15_000;

/** Every topic, and the search for them: watched while it is under way. What it has found is shown at once. */
export const useTopicList = () =>
  useQuery({
    queryKey: ["intelligence", "topics"],
    queryFn: async ({ signal, client }) => {
      const before = client.getQueryData<TopicList>(["intelligence", "topics"]);
      const list = await get<TopicList>("/intelligence/topics", signal);
      if (before && before.search.found_at !== list.search.found_at) void client.invalidateQueries({ queryKey: ["intelligence", "overview"] });
      return list;
    },
    refetchInterval: ({ state }) => (isSearching(state.data) ? WATCHED_MS : LOOKED_AT_MS),
  });

export const isSearching = (list: TopicList | undefined): boolean => !!list && list.search.step !== "idle" && list.search.step !== "never";

/** Has topics looked for now and not only at night. */
export function useSearchTopics(told: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => post("/intelligence/topics/search"),
    onSuccess: () => tellDone(told),
    onError: tellProblem,
    onSettled: () => client.invalidateQueries({ queryKey: ["intelligence", "topics"] }),
  });
}

interface TopicChange { name?: string; hidden?: boolean }

/** Gives a topic another name, or hides it, and offers the way back; who saved in between is told of by the answer. */
export function useTopicChange(topic: { id: string; version: number }) {
  const client = useQueryClient();
  const send = async (change: TopicChange, version: number): Promise<number> => {
    const answer = await patch<{ version: number }>(`/intelligence/topics/${topic.id}`, { ...change, version });
    await client.invalidateQueries({ queryKey: ["intelligence"] });
    return answer.version;
  };
  return useMutation({
    mutationFn: async ({ to, back, told }: { to: TopicChange; back: TopicChange; told: string }) => {
      const version = await send(to, topic.version);
      tellDone(told, () => send(back, version));
    },
    onError: (error) => {
      tellProblem(error);
      void client.invalidateQueries({ queryKey: ["intelligence", "topic", topic.id] });
    },
  });
}
