import { type CallKind, callKindOf } from "../calls/lists/kinds";
import type { Conversation, Sort, View } from "../api/types";

/** Everything known of conversations, by id. */
export type Known = ReadonlyMap<string, Conversation>;

/** Takes in what is newer by `version`; returns the same map when nothing was. */
export function merge(known: Known, arrived: readonly Conversation[]): Known {
  const newer = arrived.filter((one) => one.version > (known.get(one.id)?.version ?? -1));
  if (newer.length === 0) return known;
  const next = new Map(known);
  for (const one of newer) {
    if (one.version > (next.get(one.id)?.version ?? -1)) next.set(one.id, one);
  }
  return next;
}

export interface Filter {
  view: View;
  category: string | null;
  queue: string | null;
  inbox: string | null;
  channel: string | null;
  label: string | null;
  sentiment: string | null;
  /** One state or several, with commas between them: finer than a category. */
  state: string | null;
  /** By the conversation's last call. */
  call: CallKind | null;
  sort: Sort;
}

export const NO_FILTER: Omit<Filter, "view"> = {
  category: "open", queue: null, inbox: null, channel: null, label: null, sentiment: null, state: null, call: null, sort: "changed",
};

/** The filter that an address asks for (a figure's link does), or null when it names no view. */
export function asked(params: URLSearchParams): Filter | null {
  const view = params.get("view");
  if (!view) return null;
  const of = (name: string): string | null => params.get(name) || null;
  return {
    view: view as View, category: of("category"), queue: of("queue"), inbox: of("inbox"), channel: of("channel"), label: of("label"),
    sentiment: of("sentiment"), state: of("state"), call: of("call") as CallKind | null, sort: (of("sort") ?? NO_FILTER.sort) as Sort,
  };
}

export interface Viewer { userId: string; queueIds: ReadonlySet<string> }

/** Whether a conversation stands in a list, by the same rules as the server's. */
export function belongs(one: Conversation, filter: Filter, viewer: Viewer): boolean {
  if (filter.view === "mine" && one.agent?.id !== viewer.userId) return false;
  if (filter.view === "unassigned" && one.agent !== null) return false;
  if (filter.view === "queues" && !(one.queue && viewer.queueIds.has(one.queue.id))) return false;
  return (
    (!filter.category || one.category === filter.category) &&
    (!filter.queue || one.queue?.id === filter.queue) &&
    (!filter.inbox || one.inbox.id === filter.inbox) &&
    (!filter.channel || one.channel === filter.channel) &&
    (!filter.label || one.labels.includes(filter.label)) &&
    (!filter.state || filter.state.split(",").includes(one.state)) &&
    (!filter.sentiment || one.sentiment === filter.sentiment) &&
    (!filter.call || callKindOf(one) === filter.call)
  );
}

/** The rows of a list in its order: newest change first, or the longest waiting first. */
export function listed(known: Known, filter: Filter, viewer: Viewer): Conversation[] {
  const rows = [...known.values()].filter((one) => belongs(one, filter, viewer));
  const changed = (a: Conversation, b: Conversation): number => compare(b.changed_at, a.changed_at) || compare(a.id, b.id);
  if (filter.sort === "changed") return rows.sort(changed);
  return rows.sort((a, b) => compare(a.waiting_since ?? "9", b.waiting_since ?? "9") || changed(a, b));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
