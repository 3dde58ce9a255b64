/** Entries and sessions as the server would send them, and a line that is driven by hand. */
import type { KeyValue } from "../core/outbox";
import type { Entry, Session } from "../core/protocol";
import type { Auth, Events, Transport } from "../core/line";
import { Talk } from "../core/talk";

export function entry(seq: number, over: Partial<Entry> = {}): Entry {
  const direction = over.direction ?? "out";
  return {
    id: `e${String(seq)}`,
    conversation: "c1",
    seq,
    kind: "message",
    at: "2026-03-02T10:00:00.000Z",
    author: { type: direction === "in" ? "contact" : "agent", id: "x", name: "Ada" },
    direction,
    text: `words ${String(seq)}`,
    attachments: [],
    delivery: null,
    activity: null,
    data: {},
    command: null,
    ...over,
  };
}

export function activity(seq: number, name: string, data: Record<string, unknown>): Entry {
  return entry(seq, { kind: "activity", direction: null, activity: name, data, text: "" });
}

export function session(entries: Entry[], over: Partial<Session> = {}): Session {
  return {
    visitor: { id: "v1", token: "t1" },
    conversation: { id: "c1", state: "queued", agent: null, rated: false },
    entries,
    presence: { online: true },
    ...over,
  };
}

export class MemoryStorage implements KeyValue {
  readonly values = new Map<string, string>();
  getItem = (key: string): string | null => this.values.get(key) ?? null;
  setItem = (key: string, value: string): void => void this.values.set(key, value);
  removeItem = (key: string): void => void this.values.delete(key);
  keys = (): string[] => [...this.values.keys()];
}

export interface Call {
  event: string;
  payload: Record<string, unknown>;
  answer: (ack: unknown) => Promise<void>;
  fail: () => Promise<void>;
}

/** A line whose answers the test gives. */
export class HandLine implements Transport {
  readonly calls: Call[] = [];
  auths: Auth[] = [];
  private events: Events | null = null;

  connect(auth: () => Auth, events: Events): void {
    this.auths.push(auth());
    this.events = events;
  }

  disconnect(): void {
    this.events = null;
  }

  call(event: string, payload: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.calls.push({
        event,
        payload: payload as Record<string, unknown>,
        answer: async (ack) => {
          resolve(ack);
          await settled();
        },
        fail: async () => {
          reject(new Error("no answer"));
          await settled();
        },
      });
    });
  }

  get server(): Events {
    if (!this.events) throw new Error("the widget is not connected");
    return this.events;
  }

  sent(event: string): Call[] {
    return this.calls.filter((call) => call.event === event);
  }

  last(event: string): Call {
    const call = this.sent(event).at(-1);
    if (!call) throw new Error(`no ${event} was sent`);
    return call;
  }
}

export interface Scene {
  talk: Talk;
  line: HandLine;
  storage: MemoryStorage;
  /** Lets time pass, in milliseconds. */
  pass: (ms: number) => void;
}

export function scene(storage = new MemoryStorage()): Scene {
  const line = new HandLine();
  let clock = 1_000_000;
  let ids = 0;
  let timers: { at: number; run: () => void }[] = [];
  const prefix = String(storage.values.size);
  const talk = new Talk({
    inbox: "key",
    transport: line,
    storage,
    uuid: () => `id-${prefix}-${String((ids += 1))}`,
    now: () => clock,
    later: (run, after) => timers.push({ at: clock + after, run }),
  });
  const pass = (ms: number): void => {
    clock += ms;
    const due = timers.filter((timer) => timer.at <= clock);
    timers = timers.filter((timer) => timer.at > clock);
    for (const timer of due) timer.run();
  };
  talk.start();
  return { talk, line, storage, pass };
}

/** Lets every promise that is resolved run on. */
async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
