import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { EngineName, Model, Retag, Tune } from "../../api/analysis";
import { get, post, put } from "../../api/http";
import { tellDone, tellProblem } from "../../parts/notify";

/** While something is under way it is looked at this often; else a push tells. */
const LOOK_MS = 2500;
const MODEL = ["settings", "model"] as const;
const RETAGS = ["settings", "retags"] as const;

export const isUnderWay = ({ state }: Pick<Tune | Retag, "state">): boolean => state === "queued" || state === "running";

export const useModel = () =>
  useQuery({
    queryKey: MODEL,
    queryFn: ({ signal }) => get<Model>("/intelligence/model", signal),
    refetchInterval: ({ state }) => (state.data?.tunes.some(isUnderWay) ? LOOK_MS : false),
  });

export const useRetags = () =>
  useQuery({
    queryKey: RETAGS,
    queryFn: async ({ signal }) => (await get<{ items: Retag[] }>("/intelligence/retags", signal)).items,
    refetchInterval: ({ state }) => (state.data?.some(isUnderWay) ? LOOK_MS : false),
  });

/** Has the model learn; it is put in force only if it is better. */
export function useTune() {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => post<Tune>("/intelligence/tunes"), onError: tellProblem, onSettled: () => client.invalidateQueries({ queryKey: MODEL }) });
}

/** Puts an earlier or later version of the model in force; undone, the one before stands again. */
export function useHead(now: number) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const choose = async (version: number): Promise<void> => {
    client.setQueryData(MODEL, await put<Model>("/intelligence/model/head", { version }));
  };
  return useMutation({
    mutationFn: choose,
    onSuccess: (_, version) => tellDone(t(version === 0 ? "analysis.shippedInForce" : "analysis.headInForce", { version }), () => choose(now)),
    onError: tellProblem,
  });
}

export interface Period { from: string; to: string; engine: EngineName | null }

export function useOrderRetag() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (period: Period) => post<Retag>("/intelligence/retags", period), onSettled: () => client.invalidateQueries({ queryKey: RETAGS }) });
}

export function useCancelRetag() {
  const client = useQueryClient();
  return useMutation({ mutationFn: (id: string) => post<Retag>(`/intelligence/retags/${id}/cancel`), onError: tellProblem, onSettled: () => client.invalidateQueries({ queryKey: RETAGS }) });
}
