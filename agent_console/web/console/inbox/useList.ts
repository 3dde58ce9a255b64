import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import { get, query } from "../api/http";
import type { Conversation, Page } from "../api/types";
import { useMe } from "../app/session";
import { type Filter, listed } from "../state/conversations";
import { conversations, learn } from "../state/live";
import { settle } from "../state/order";
import { useStore } from "../state/store";
import { rowOrder } from "./selection";

/**
 * The rows of the list: pages of the server feed what is known, pushes keep it fresh, and while
 * `frozen` (the pointer is over the list) no row changes its place.
 */
export function useList(filter: Filter, frozen: boolean) {
  const me = useMe();
  const pages = useInfiniteQuery({
    queryKey: ["list", filter],
    initialPageParam: "",
    queryFn: async ({ pageParam, signal }) => {
      const page = await get<Page<Conversation>>(`/conversations${query({ ...filter, limit: 50, cursor: pageParam })}`, signal);
      learn(page.items);
      return page.next;
    },
    getNextPageParam: (next) => next ?? undefined,
  });
  const known = useStore(conversations, (value) => value);
  const viewer = useMemo(() => ({ userId: me.user.id, queueIds: new Set(me.queues.map((q) => q.id)) }), [me]);
  const wanted = useMemo(() => listed(known, filter, viewer).map((one) => one.id), [known, filter, viewer]);

  const key = JSON.stringify(filter);
  const [shown, setShown] = useState({ key, ids: wanted as readonly string[] });
  const settled = settle(shown.key === key ? shown.ids : [], wanted, frozen);
  if (shown.key !== key || !same(shown.ids, settled.ids)) setShown({ key, ids: settled.ids });
  useEffect(() => rowOrder.set(settled.ids), [settled.ids]);

  return {
    rows: settled.ids.flatMap((id) => known.get(id) ?? []),
    held: settled.held,
    showHeld: () => setShown({ key, ids: wanted }),
    isLoading: pages.isPending,
    failed: pages.isError,
    retry: () => void pages.refetch(),
    loadMore: () => void (pages.hasNextPage && !pages.isFetchingNextPage && pages.fetchNextPage()),
  };
}

const same = (a: readonly string[], b: readonly string[]): boolean =>
  a === b || (a.length === b.length && a.every((id, i) => id === b[i]));
