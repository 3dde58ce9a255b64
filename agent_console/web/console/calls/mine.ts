import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { get } from "../api/http";
import type { Conversation } from "../api/types";
import { useMay, useMe } from "../app/session";
import { conversations, learn } from "../state/live";
import { useStore } from "../state/store";
import { type WithCall, broughtInto, callsOf } from "./model";

/** The calls that I am at work on, and those that colleagues asked me into; on whatever page: read once, kept fresh by pushes. */
export function useMyCalls(): { mine: readonly WithCall[]; others: readonly WithCall[] } {
  const { user } = useMe();
  const works = useMay("conversations.work");
  useQuery({
    queryKey: ["calls", "mine"],
    enabled: works,
    queryFn: async ({ signal }) => {
      const { items } = await get<{ items: Conversation[] }>("/calls/mine", signal);
      learn(items);
      return items.length;
    },
  });
  const known = useStore(conversations, (all) => all);
  return useMemo(() => ({ mine: callsOf(known.values(), user.id), others: broughtInto(known.values(), user.id) }), [known, user.id]);
}
