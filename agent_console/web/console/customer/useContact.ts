import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { get, patch, query } from "../api/http";
import type { Consent, Contact, Conversation, Entry, Page } from "../api/types";
import { tellProblem } from "../parts/notify";
import { conversations, learn } from "../state/live";
import { useStore } from "../state/store";

export const useContact = (id: string | undefined) =>
  useQuery({ queryKey: ["contact", id], queryFn: ({ signal }) => get<Contact>(`/contacts/${id}`, signal), enabled: !!id });

/** Everything this person ever wrote about, newest first, as far as it is in my scope. */
/** Whether they want texts, by inbox and number; asked only of those who have a number. */
export const useConsents = (contact: Contact) =>
  useQuery({
    queryKey: ["contact", contact.id, "consents"],
    queryFn: ({ signal }) => get<{ items: Consent[] }>(`/contacts/${contact.id}/consents`, signal),
    enabled: contact.identities.some((one) => one.channel === "sms"),
  });

export const useContactConversations = (id: string | undefined) =>
  useQuery({
    queryKey: ["contact", id, "conversations"],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Conversation>>(`/contacts/${id}/conversations?limit=50`, signal);
      learn(page.items);
      return page;
    },
    enabled: !!id,
  });

const PAGE = 100;
const QUIET_MS = 1500;

/** Everything said with this person across conversations, oldest first, newest page first to be loaded. */
export function useContactTimeline(id: string) {
  const client = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: ["contact", id, "timeline"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<{ entries: Entry[]; next: string | null }>(`/contacts/${id}/timeline${query({ before: pageParam, limit: PAGE })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  const entries = useMemo(() => (pages.data?.pages ?? []).toReversed().flatMap((page) => page.entries), [pages.data]);
  // Whatever happens in a conversation of theirs comes as its new state: once it is quiet, the rest is asked for.
  const changed = useStore(conversations, (all) => [...all.values()].reduce((last, one) => (one.contact.id === id && one.changed_at > last ? one.changed_at : last), ""));
  const newest = entries.at(-1)?.at ?? "";
  useEffect(() => {
    if (!newest || changed <= newest) return;
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ["contact", id, "timeline"] }), QUIET_MS);
    return () => clearTimeout(timer);
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what happens asks anew, not the answer to it
  }, [changed, client, id]);
  const loadOlder = useCallback(() => void (hasNextPage && !isFetchingNextPage && fetchNextPage()), [hasNextPage, isFetchingNextPage, fetchNextPage]);
  return { entries, hasOlder: hasNextPage, loadingOlder: isFetchingNextPage, loadOlder, loading: pages.isPending, failed: pages.isError };
}

export type ContactChange = Partial<Pick<Contact, "name" | "email" | "phone" | "notes" | "attributes">>;

export function useEditContact(contact: Contact | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ContactChange) => patch<Contact>(`/contacts/${contact?.id}`, { ...change, version: contact?.version }),
    onSuccess: (next) => client.setQueryData(["contact", next.id], next),
    onError: (error) => {
      tellProblem(error);
      void client.invalidateQueries({ queryKey: ["contact", contact?.id] });
    },
  });
}
