/**
 * What the visitor has done and the server has not yet acknowledged.
 *
 * Every item carries a UUID and is kept in the browser's storage, each under its own key so that two
 * tabs never overwrite each other's. It is sent with the same id until the server acknowledges it:
 * the server counts an id once, so an item is never lost and never doubled (guarantees 1 and 7).
 */
import type { Attachment, ServerError } from "./protocol";

export interface MessageItem {
  kind: "message";
  id: string;
  /** Milliseconds since the epoch, by the visitor's clock; decides the order of sending. */
  at: number;
  text: string;
  attachments: Attachment[];
}

export interface RateItem {
  kind: "rate";
  id: string;
  at: number;
  score: number;
  comment?: string;
}

export interface EndItem {
  kind: "end";
  id: string;
  at: number;
}

export interface PrechatItem {
  kind: "prechat";
  id: string;
  at: number;
  answers: Record<string, string>;
}

export type Item = MessageItem | RateItem | EndItem | PrechatItem;

export type ItemState = "waiting" | "in_flight" | "acknowledged" | "refused";

export interface Queued {
  item: Item;
  state: ItemState;
  /** The seq that the server gave the message. */
  seq?: number;
  error?: ServerError;
}

/** The part of `Storage` that is needed. */
export interface KeyValue {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
  keys(): string[];
}

/** Errors that pass: the item stays and is sent again. Every other error is for the visitor to see. */
const PASSING = new Set(["unavailable", "rate_limited", "conflict", "version_conflict", "timeout"]);

export function passes(error: ServerError): boolean {
  return PASSING.has(error.code);
}

export class Outbox {
  private queue: Queued[] = [];

  constructor(
    private readonly storage: KeyValue,
    private readonly prefix: string,
  ) {
    this.adopt();
  }

  /** Everything, in the order of sending; acknowledged messages stay until their entry arrives. */
  get all(): readonly Queued[] {
    return this.queue;
  }

  /** Takes in what an earlier page, or a tab that is gone, left in the storage. */
  adopt(): void {
    for (const key of this.storage.keys()) {
      if (!key.startsWith(this.prefix)) continue;
      const item = parse(this.storage.getItem(key));
      if (item && !this.find(item.id)) this.queue.push({ item, state: "waiting" });
    }
    this.queue.sort((a, b) => a.item.at - b.item.at);
  }

  add(item: Item): void {
    // Two items of one millisecond keep their order after a reload.
    const last = this.queue.at(-1)?.item.at ?? 0;
    const placed = { ...item, at: Math.max(item.at, last + 1) };
    this.storage.setItem(this.prefix + item.id, JSON.stringify(placed));
    this.queue.push({ item: placed, state: "waiting" });
  }

  /** The next item to send. One at a time, so that the server gets them in order. */
  next(): Item | null {
    if (this.queue.some((queued) => queued.state === "in_flight")) return null;
    return this.queue.find((queued) => queued.state === "waiting")?.item ?? null;
  }

  sending(id: string): void {
    this.set(id, { state: "in_flight" });
  }

  /** No answer: the same item, with the same id, is sent again. */
  unanswered(id: string): void {
    if (this.find(id)?.state === "in_flight") this.set(id, { state: "waiting" });
  }

  /** All that was on the way when the line broke. */
  interrupted(): void {
    for (const queued of this.queue) this.unanswered(queued.item.id);
  }

  acknowledged(id: string, seq?: number): void {
    this.storage.removeItem(this.prefix + id);
    const queued = this.find(id);
    if (queued?.item.kind === "message" && seq !== undefined) {
      this.set(id, { state: "acknowledged", seq });
    } else {
      this.drop(id);
    }
  }

  /** The server will not take it as it is. It stays, with the reason, until resent or thrown away. */
  refused(id: string, error: ServerError): void {
    this.set(id, { state: "refused", error });
  }

  retry(id: string): void {
    this.queue = this.queue.map((queued) =>
      queued.item.id === id && queued.state === "refused"
        ? { item: queued.item, state: "waiting" }
        : queued,
    );
  }

  discard(id: string): void {
    this.storage.removeItem(this.prefix + id);
    this.drop(id);
  }

  /** Entries that are on the timeline need no optimistic row, and are as good as acknowledged. */
  settle(isThere: (id: string, seq: number | undefined) => boolean): void {
    for (const { item, seq } of this.queue) {
      if (item.kind === "message" && isThere(item.id, seq)) this.discard(item.id);
    }
  }

  clear(): void {
    for (const { item } of this.queue) this.discard(item.id);
  }

  private find(id: string): Queued | undefined {
    return this.queue.find((queued) => queued.item.id === id);
  }

  private drop(id: string): void {
    this.queue = this.queue.filter((queued) => queued.item.id !== id);
  }

  private set(id: string, change: Partial<Queued>): void {
    this.queue = this.queue.map((queued) =>
      queued.item.id === id ? { ...queued, ...change } : queued,
    );
  }
}

function parse(text: string | null): Item | null {
  try {
    const item = JSON.parse(text ?? "null") as Item | null;
    return item && typeof item.id === "string" && typeof item.kind === "string" ? item : null;
  } catch {
    return null; // another program's value, or half a write
  }
}
