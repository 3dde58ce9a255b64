import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { get, query } from "../../api/http";
import type { Conversation, Page } from "../../api/types";
import { useMay, useMe } from "../../app/session";
import type { WithCall } from "../../calls/model";
import { conversations, learn } from "../../state/live";
import { useStore } from "../../state/store";
import { liveOf } from "./liveCalls";

/** A page of a filtered list may be short and still have a next one. */
const PAGES = 5;

/** Every live call in my scope: read once, kept fresh by pushes. */
export function useLiveCalls(): { calls: readonly WithCall[]; loading: boolean; failed: boolean } {
  const may = useMay("calls.monitor");
  const first = useQuery({
    queryKey: ["calls", "live"],
    enabled: may,
    queryFn: async ({ signal }) => {
      let cursor = "";
      for (let page = 0; page < PAGES; page++) {
        const asked = query({ view: "all", channel: "voice", category: "open", call: "live", limit: 100, cursor });
        const { items, next } = await get<Page<Conversation>>(`/conversations${asked}`, signal);
        learn(items);
        if (!next) break;
        cursor = next;
      }
      return true;
    },
  });
  const known = useStore(conversations, (all) => all);
  const calls = useMemo(() => (may ? liveOf(known.values()) : []), [known, may]);
  return { calls, loading: may && first.isPending, failed: first.isError };
}

/** Whether there are calls to look at: somebody's telephone rings here, and I may see it. */
export function useHasCalls(): boolean {
  const may = useMay("calls.monitor");
  return useMe().inboxes.some((one) => one.channel === "voice") && may;
}
