import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { command } from "../api/commands";
import { get } from "../api/http";
import type { Conversation } from "../api/types";
import { closeConversation, loadEarlier, openConversation } from "../socket/catchup";
import { connection, conversations, learn, timelineOf, timelines } from "../state/live";
import { useStore } from "../state/store";
import { EMPTY } from "../state/timeline";

/** One conversation, read along by the socket; by plain requests while there is none. */
export function useConversation(id: string) {
  const one = useStore(conversations, (all) => all.get(id));
  const timeline = useStore(timelines, (all) => all.get(id)) ?? EMPTY;
  const online = useStore(connection, (value) => value) === "online";
  const query = useQuery({
    queryKey: ["conversation", id],
    queryFn: async ({ signal }) => {
      const fresh = await get<Conversation>(`/conversations/${id}`, signal);
      learn([fresh]);
      if (timelineOf(id).entries.length === 0) await loadEarlier(id);
      return fresh.version;
    },
  });
  useEffect(() => {
    if (!online) return;
    void openConversation(id).catch(() => undefined);
    return () => closeConversation(id);
  }, [id, online]);
  return { one, timeline, loading: query.isPending && !one, problem: one ? null : query.error };
}

/** Tells the server that what came in has been seen, while this page is in front. */
export function useMarkRead(one: Conversation | undefined, seq: number): void {
  const id = one?.id;
  const unread = one?.unread ?? 0;
  useEffect(() => {
    if (!id || unread === 0) return;
    const mark = (): void => {
      if (document.visibilityState === "visible" && document.hasFocus()) void command(id, "read").catch(() => undefined);
    };
    mark();
    window.addEventListener("focus", mark);
    return () => window.removeEventListener("focus", mark);
  }, [id, unread, seq]);
}

