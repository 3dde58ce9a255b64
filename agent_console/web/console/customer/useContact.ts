import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo } from "react";
import { get, patch, query } from "../api/http";
import type { Contact, Conversation, Entry, Page } from "../api/types";
import { tellProblem } from "../parts/notify";
import { conversations, learn } from "../state/live";
import { useStore } from "../state/store";

export const useContact = (id: string | undefined) =>
  useQuery({ queryKey: ["contact", id], queryFn: ({ signal }) => get<Contact>(`/contacts/${id}`, signal), enabled: !!id });

/** Everything this person ever wrote about, newest first, as far as it is in my scope. */
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

/** Everything said with this person across conversations, oldest first, newest page first to be loaded. */
export function useContactTimeline(id: string) {
  const client = useQueryClient();
  const pages = useInfiniteQuery({
    queryKey: ["contact", id, "timeline"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<{ entries: Entry[]; next: string | null }>(`/contacts/${id}/timeline${query({ before: pageParam, limit: PAGE })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
  });
  // Whatever happens in a conversation of theirs comes as its new state: the newest page is then old.
  const stamp = useStore(conversations, (all) => [...all.values()].reduce((sum, one) => (one.contact.id === id ? sum + one.seq : sum), 0));
  const { dataUpdatedAt, fetchNextPage, hasNextPage, isFetchingNextPage } = pages;
  useEffect(() => {
    if (dataUpdatedAt && Date.now() - dataUpdatedAt > 1000) void client.invalidateQueries({ queryKey: ["contact", id, "timeline"] });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what happens asks anew, not the answer to it
  }, [stamp, client, id]);
  const entries = useMemo(() => (pages.data?.pages ?? []).toReversed().flatMap((page) => page.entries), [pages.data]);
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
