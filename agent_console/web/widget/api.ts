import type { Identity } from "./core/protocol";
import type { Snapshot } from "./core/line";
import type { Talk } from "./core/talk";
import type { Launch } from "./view/launch";

export interface ParleyEvents {
  open: undefined;
  close: undefined;
  /** A new message to the visitor. */
  message: { author: string; text: string };
  /** The number of unread messages has changed. */
  unread: number;
}

type Listener = (detail: never) => void;

/** `window.Parley`: what a site may do with its widget. */
export class ParleyApi {
  private readonly listeners = new Map<string, Set<Listener>>();
  private unread = 0;
  private lastSeq: number | null = null;
  private conversation: string | null = null;

  constructor(
    private readonly talk: Talk,
    private readonly launch: Launch,
    newMessage: () => void,
  ) {
    launch.subscribe((open) => {
      this.tell(open ? "open" : "close", undefined);
    });
    talk.subscribe((snapshot) => {
      this.compare(snapshot, newMessage);
    });
  }

  /** The signed-in user, their id signed by the site's server; null when they sign out. */
  readonly identify = (identity: Identity | null): void => {
    this.talk.identify(identity);
  };

  readonly open = (): void => {
    this.launch.set(true);
  };

  readonly close = (): void => {
    this.launch.set(false);
  };

  /** Listens to an event; returns the function that ends it. */
  readonly on = <Name extends keyof ParleyEvents>(
    name: Name,
    listener: (detail: ParleyEvents[Name]) => void,
  ): (() => void) => {
    const set = this.listeners.get(name) ?? new Set<Listener>();
    this.listeners.set(name, set.add(listener as Listener));
    return () => set.delete(listener as Listener);
  };

  private compare(snapshot: Snapshot, newMessage: () => void): void {
    const { timeline, unread } = snapshot;
    const id = timeline.conversation?.id ?? null;
    const last = timeline.entries
      .filter((entry) => entry.kind === "message" && entry.direction === "out")
      .at(-1);
    const seq = last?.seq ?? 0;
    // What a session brings on loading is history, not news.
    const known = this.lastSeq !== null && snapshot.started;
    if (known && last && (id !== this.conversation || seq > (this.lastSeq ?? 0))) {
      this.tell("message", { author: last.author.name, text: last.text });
      newMessage();
    }
    if (snapshot.started) this.lastSeq = seq;
    this.conversation = id;
    if (unread !== this.unread) this.tell("unread", unread);
    this.unread = unread;
  }

  private tell<Name extends keyof ParleyEvents>(name: Name, detail: ParleyEvents[Name]): void {
    for (const listener of this.listeners.get(name) ?? []) {
      try {
        (listener as (detail: ParleyEvents[Name]) => void)(detail);
      } catch (error) {
        console.error("Parley: a listener of the site failed", error);
      }
    }
  }
}
