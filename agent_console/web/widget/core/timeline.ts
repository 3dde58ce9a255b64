/**
 * The visitor's copy of one conversation: entries applied in `seq` order, each once.
 *
 * A pure fold: `(timeline, event) → timeline`. Guarantee 5 rests on it.
 *
 * Internal entries (notes, tags) take a `seq` but never reach a visitor, so a jump in `seq` may be
 * a hole or may be nothing. Where the server says which visible entry came before (`prev`), that
 * decides; otherwise the entry is held back until `catch_up` has answered what lies between.
 */
import type { Conversation, DeliveryState, Entry, Session } from "./protocol";

export interface Timeline {
  conversation: Conversation | null;
  /** Applied entries, in `seq` order. */
  entries: readonly Entry[];
  /** Everything visible up to and including this seq has been applied. */
  mark: number;
  /** Arrived ahead of a hole, or for a conversation that no session has told of yet. */
  held: readonly Entry[];
  /** The newest of the visitor's messages that an agent has seen. */
  readTo: number;
}

export const EMPTY: Timeline = { conversation: null, entries: [], mark: 0, held: [], readTo: 0 };

/** A flood of entries of foreign conversations must not fill the visitor's memory. */
const MAX_HELD = 500;

const RANK: Record<DeliveryState, number> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  sent: 3,
  failed: 4,
  delivered: 5,
  read: 6,
};

/** Where `catch_up` must start, or null if nothing is missing. */
export function missing(timeline: Timeline): number | null {
  const id = timeline.conversation?.id;
  return timeline.held.some((entry) => entry.conversation === id) ? timeline.mark : null;
}

/** A pushed entry. */
export function applyEntry(timeline: Timeline, entry: Entry): Timeline {
  const { conversation } = timeline;
  if (conversation && entry.conversation !== conversation.id) return hold(timeline, entry);
  if (!conversation) {
    const opened = { id: entry.conversation, state: "queued", agent: null, rated: false };
    return applyEntry({ ...EMPTY, conversation: opened, held: timeline.held }, entry);
  }
  if (entry.seq <= timeline.mark) return timeline;
  const follows =
    entry.seq === timeline.mark + 1 ||
    (entry.prev !== undefined && (entry.prev ?? 0) <= timeline.mark);
  return follows ? release(append(timeline, entry)) : hold(timeline, entry);
}

/** The answer to `catch_up {after}`: everything visible after that seq, so no hole is left before its end. */
export function applyCaughtUp(
  timeline: Timeline,
  conversation: string,
  after: number,
  entries: readonly Entry[],
): Timeline {
  if (timeline.conversation?.id !== conversation || after > timeline.mark) return timeline;
  const own = (entry: Entry): boolean => entry.conversation === conversation;
  // What was held when the answer came lies behind it or is part of it.
  const all = [...entries, ...timeline.held].filter(own).sort(bySeq);
  const rest: Timeline = { ...timeline, held: timeline.held.filter((entry) => !own(entry)) };
  return all.reduce((done, entry) => (entry.seq > done.mark ? append(done, entry) : done), rest);
}

/** A session (on every connect): another conversation starts afresh, the same one is merged. */
export function applySession(timeline: Timeline, session: Session): Timeline {
  const { conversation } = session;
  if (!conversation) return EMPTY;
  const same = timeline.conversation?.id === conversation.id;
  const base: Timeline = same
    ? { ...timeline, conversation }
    : { ...EMPTY, conversation, held: timeline.held };
  const entries = session.entries
    .filter((entry) => entry.conversation === conversation.id)
    .sort(bySeq);
  const first = entries[0];
  if (first && base.mark > 0 && first.seq > base.mark + 1) {
    // A session may carry only the newest entries: what lies before them is asked for.
    return { ...entries.reduce(hold, base), conversation };
  }
  const told = entries.reduce(
    (done, entry) => (entry.seq > done.mark ? append(done, entry) : refresh(done, entry)),
    base,
  );
  // The session's own word on the state is newer than anything folded from its entries.
  return { ...release(told), conversation };
}

/** An agent has read the visitor's messages up to `seq`. */
export function applyRead(timeline: Timeline, seq: number): Timeline {
  return seq > timeline.readTo ? { ...timeline, readTo: seq } : timeline;
}

function bySeq(a: Entry, b: Entry): number {
  return a.seq - b.seq;
}

function hold(timeline: Timeline, entry: Entry): Timeline {
  const known = timeline.held.some(
    (other) => other.seq === entry.seq && other.conversation === entry.conversation,
  );
  if (known) return timeline;
  return { ...timeline, held: [...timeline.held, entry].slice(-MAX_HELD) };
}

/** Applies what was held and now follows without a hole. */
function release(timeline: Timeline): Timeline {
  const next = timeline.held.find(
    (entry) =>
      entry.conversation === timeline.conversation?.id &&
      (entry.seq <= timeline.mark + 1 ||
        (entry.prev !== undefined && (entry.prev ?? 0) <= timeline.mark)),
  );
  if (!next) return timeline;
  const rest = { ...timeline, held: timeline.held.filter((entry) => entry !== next) };
  return release(next.seq > rest.mark ? append(rest, next) : rest);
}

/** A fresher copy of an entry that is there already: its signed addresses and delivery are newer. */
function refresh(timeline: Timeline, entry: Entry): Timeline {
  const entries = timeline.entries.map((old) => (old.seq === entry.seq ? entry : old));
  return { ...timeline, entries };
}

function append(timeline: Timeline, entry: Entry): Timeline {
  const added = { ...timeline, entries: [...timeline.entries, entry], mark: entry.seq };
  if (entry.kind === "message") {
    // Who answers has read what stands before.
    return entry.author.type === "agent" ? applyRead(added, entry.seq) : added;
  }
  return foldActivity(added, entry);
}

function foldActivity(timeline: Timeline, entry: Entry): Timeline {
  const { conversation } = timeline;
  if (!conversation) return timeline;
  switch (entry.activity) {
    case "assigned":
      return { ...timeline, conversation: { ...conversation, ...assignment(entry.data) } };
    case "state":
      return { ...timeline, conversation: { ...conversation, state: String(entry.data.to) } };
    case "reopened":
      return { ...timeline, conversation: { ...conversation, state: "queued", rated: false } };
    case "rating":
      return { ...timeline, conversation: { ...conversation, rated: true } };
    case "delivery":
      return foldDelivery(timeline, entry.data);
    default:
      return timeline;
  }
}

function assignment(data: Record<string, unknown>): Pick<Conversation, "agent" | "state"> {
  const { agent } = data;
  if (typeof agent === "object" && agent !== null && "name" in agent) {
    return { agent: { name: String(agent.name) }, state: "active" };
  }
  return { agent: null, state: "queued" };
}

function foldDelivery(timeline: Timeline, data: Record<string, unknown>): Timeline {
  const targets = Array.isArray(data.targets) ? (data.targets as unknown[]) : [];
  const state = data.state as DeliveryState;
  if (!(state in RANK)) return timeline;
  const entries = timeline.entries.map((entry) =>
    targets.includes(entry.seq) && RANK[state] > RANK[entry.delivery?.state ?? "queued"]
      ? { ...entry, delivery: { ...entry.delivery, state } }
      : entry,
  );
  return { ...timeline, entries };
}
