import type { KeyValue } from "./outbox";
import type { Timeline } from "./timeline";

const KEY = "seen";

/** How far the visitor has read, kept in the storage so that all tabs and reloads agree. */
export class Seen {
  private conversation: string | null = null;
  private seq = 0;

  constructor(private readonly storage: KeyValue) {
    this.reload();
  }

  upTo(conversation: string | null): number {
    return conversation !== null && conversation === this.conversation ? this.seq : 0;
  }

  /** Returns whether this is news. */
  look(conversation: string | null, seq: number): boolean {
    if (conversation === null || seq <= this.upTo(conversation)) return false;
    this.conversation = conversation;
    this.seq = seq;
    this.storage.setItem(KEY, JSON.stringify([conversation, seq]));
    return true;
  }

  reload(): void {
    try {
      const [conversation, seq] = JSON.parse(this.storage.getItem(KEY) ?? "[null, 0]") as [
        string | null,
        number,
      ];
      this.conversation = conversation;
      this.seq = seq;
    } catch {
      this.clear();
    }
  }

  clear(): void {
    this.conversation = null;
    this.seq = 0;
    this.storage.removeItem(KEY);
  }
}

/** Messages to the visitor that they have not seen, here or (so says the server) on another device. */
export function unread(timeline: Timeline, seenTo: number): number {
  return timeline.entries.filter(
    (entry) =>
      entry.kind === "message" &&
      entry.direction === "out" &&
      entry.seq > seenTo &&
      entry.delivery?.state !== "read",
  ).length;
}
