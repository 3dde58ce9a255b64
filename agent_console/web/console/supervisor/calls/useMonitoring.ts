import { useQuery } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import type { Listening, Monitored } from "../../api/calls";
import { get } from "../../api/http";
import { useMay, useMe } from "../../app/session";
import { order } from "../../calls/orders";
import { tellProblem } from "../../parts/notify";
import { useStore } from "../../state/store";
import { type Mine, learnAllMonitored, mineOf, watched } from "./monitoring";

/** The call that I am in as a supervisor, on whatever page: read once, kept fresh by pushes. */
export function useMyMonitoring(): Mine | null {
  const { user } = useMe();
  useQuery({
    queryKey: ["calls", "monitoring"],
    enabled: useMay("calls.monitor"),
    queryFn: async ({ signal }) => {
      const { items } = await get<{ items: Monitored[] }>("/calls/monitoring", signal);
      learnAllMonitored(items);
      return items.length;
    },
  });
  const all = useStore(watched, (value) => value);
  return useMemo(() => mineOf(all, user.id), [all, user.id]);
}

/** The calls that I have left myself: nothing is to be told of their end. */
export const left = new Set<string>();

/** Comes into a call, changes how I am in it, or leaves. One call at a time: the one before is left first. */
export function useListening(mine: Mine | null) {
  const [busy, setBusy] = useState<Listening | "leave" | null>(null);
  const run = async (conversation: string, wish: Listening | "leave"): Promise<void> => {
    setBusy(wish);
    try {
      if (mine && mine.conversation !== conversation) {
        left.add(mine.conversation);
        await order(mine.conversation, "leave");
      }
      if (wish === "leave") left.add(conversation);
      else left.delete(conversation);
      await order(conversation, wish);
    } catch (error) {
      left.delete(conversation);
      tellProblem(error);
    } finally {
      setBusy(null);
    }
  };
  return { run, busy };
}
