import { useQuery } from "@tanstack/react-query";
import { get } from "../api/http";
import type { CannedAnswer, Inbox, Queue, Team, User } from "../api/settings";
import type { Page } from "../api/types";
import { useMay } from "../app/session";

export type Kind = "users" | "teams" | "queues" | "inboxes" | "canned-answers" | "watch-lists" | "intents" | "tokens";

/** All things of one kind that a team sets up. */
export function useSettings<T>(kind: Kind, enabled = true) {
  return useQuery({
    queryKey: ["settings", kind],
    queryFn: async ({ signal }): Promise<T[]> => (await get<Page<T>>(`/${kind}`, signal)).items,
    staleTime: 60_000,
    enabled,
  });
}

export const useUsers = () => useSettings<User>("users", useMay("settings.see"));
export const useTeams = () => useSettings<Team>("teams", useMay("settings.see"));
export const useQueues = () => useSettings<Queue>("queues");
export const useCanned = () => useSettings<CannedAnswer>("canned-answers");

export function useInboxNames(): { value: string; label: string }[] {
  const inboxes = useSettings<Inbox>("inboxes", useMay("settings.see")).data ?? [];
  return inboxes.map((one) => ({ value: one.id, label: one.name }));
}

/** The skills known so far: those of people and of queues. */
export const useSkills = () =>
  useQuery({
    queryKey: ["settings", "skills"],
    queryFn: async ({ signal }) => (await get<{ items: string[] }>("/skills", signal)).items,
    enabled: useMay("settings.see"),
  });
