import type { Data, Delivery, DeliveryState, Entry, Tag } from "../api/types";

/**
 * The entries of one conversation, as far as they are known.
 *
 * `entries` is an unbroken run of seqs in order. What arrives behind a hole waits in `ahead` until
 * the hole is filled; `holeAfter` tells what to ask for. A seq that is known already is ignored.
 */
export interface Timeline {
  entries: readonly Entry[];
  ahead: ReadonlyMap<number, Entry>;
  /** Whether there may be entries before the first. */
  hasEarlier: boolean;
}

export const EMPTY: Timeline = { entries: [], ahead: new Map(), hasEarlier: true };

const RANK: Record<DeliveryState, number> = {
  queued: 0, sending: 1, unknown: 2, sent: 3, failed: 4, delivered: 5, read: 6,
};

/** A delivery state never moves backwards. */
export const advances = (old: DeliveryState, next: DeliveryState): boolean => RANK[next] > RANK[old];

export const lastSeq = (timeline: Timeline): number => timeline.entries.at(-1)?.seq ?? 0;
export const firstSeq = (timeline: Timeline): number => timeline.entries[0]?.seq ?? 0;

/** The seq after which entries are missing, or null when there is no hole. */
export const holeAfter = (timeline: Timeline): number | null => (timeline.ahead.size > 0 ? lastSeq(timeline) : null);

/** Adds entries that arrived by push or as an answer to `after=seq`, in any order and number of times. */
export function apply(timeline: Timeline, arrived: readonly Entry[]): Timeline {
  const first = timeline.entries[0]?.seq;
  const ahead = new Map(timeline.ahead);
  const last = lastSeq(timeline);
  for (const entry of arrived) if (entry.seq > last) ahead.set(entry.seq, entry);
  // An empty timeline starts wherever its first answer starts: earlier entries are loaded on demand.
  let next = first === undefined ? Math.min(...ahead.keys()) : last + 1;
  const added: Entry[] = [];
  for (let entry = ahead.get(next); entry; entry = ahead.get(++next)) {
    added.push(entry);
    ahead.delete(next);
  }
  if (added.length === 0 && ahead.size === timeline.ahead.size) return timeline;
  const entries = added.reduce<Entry[]>(fold, [...timeline.entries]);
  return { entries, ahead, hasEarlier: timeline.hasEarlier && entries[0]?.seq !== 1 };
}

/** Adds an older page, the answer to `before=first seq`. Stored entries come folded already. */
export function prepend(timeline: Timeline, older: readonly Entry[], hasMore: boolean): Timeline {
  const first = timeline.entries[0]?.seq ?? Infinity;
  const fresh = older.filter((entry) => entry.seq < first).sort((a, b) => a.seq - b.seq);
  return { ...timeline, entries: [...fresh, ...timeline.entries], hasEarlier: hasMore && fresh.length > 0 };
}

/** Starts again from an answer that is too far ahead to be joined on to what is known. */
export const restart = (entries: readonly Entry[], hasEarlier: boolean): Timeline =>
  apply({ ...EMPTY, hasEarlier }, entries);

function fold(entries: Entry[], entry: Entry): Entry[] {
  entries.push(entry);
  const folded = FOLDED[entry.activity ?? ""];
  if (!folded) return entries;
  const targets = targetsOf(entry.data);
  for (let i = 0; i < entries.length; i++) {
    const target = entries[i];
    if (!target || !targets.has(target.seq)) continue;
    entries[i] = folded(target, entry);
  }
  return entries;
}

/** What changes entries before it, and how. */
const FOLDED: Record<string, ((target: Entry, activity: Entry) => Entry) | undefined> = {
  delivery: delivered,
  tagged: (target, activity) => tagged(target, activity.data),
  call: carded,
};

/** A call's entry shows its newest card. */
function carded(target: Entry, { data }: Entry): Entry {
  return target.kind === "call" && data.card && typeof data.card === "object" ? { ...target, data: data.card as Data } : target;
}

const targetsOf = (data: Data): Set<number> => new Set(Array.isArray(data.targets) ? (data.targets as number[]) : []);

function delivered(target: Entry, receipt: Entry): Entry {
  const state = receipt.data.state as DeliveryState;
  const old = target.delivery;
  const error = typeof receipt.data.error === "string" ? receipt.data.error : null;
  // A resend starts its delivery anew, which is why `queued` may follow `failed` and `unknown`.
  const anew = (old?.state === "failed" || old?.state === "unknown") && state === "queued";
  // What is tried for long says in between why it takes so long.
  const told = old?.state === state && error !== null && error !== old.error;
  if (old && !anew && !told && !advances(old.state, state)) return target;
  const delivery: Delivery = { state, at: receipt.at, error, attempts: old?.attempts ?? 0 };
  return { ...target, delivery };
}

function tagged(target: Entry, data: Data): Entry {
  // What was tagged once more has the tags of each message apart.
  const place = Array.isArray(data.each) ? (data.targets as number[]).indexOf(target.seq) : -1;
  const arrived = tagsOf(place < 0 ? data.tags : (data.each as unknown[])[place]);
  const fromMachine = arrived.filter((tag) => !byPerson(tag));
  const machine = fromMachine.length > 0 ? fromMachine : target.machine_tags;
  // What people said comes as a whole, for it may have been taken back.
  const kept = data.corrected === true ? [] : target.tags;
  const corrections = new Map([...kept, ...arrived].filter(byPerson).map((tag) => [tag.kind, tag]));
  return { ...target, machine_tags: machine, tags: [...machine.filter((tag) => !corrections.has(tag.kind)), ...corrections.values()] };
}

const tagsOf = (value: unknown): Tag[] => (Array.isArray(value) ? (value as Tag[]) : []);
const byPerson = (tag: Tag): boolean => tag.source.startsWith("person");
