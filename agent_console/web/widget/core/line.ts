/** The line to the server, as the talk sees it, and what it tells of itself. */
import type { KeyValue, Queued } from "./outbox";
import type { Entry, Identity, Presence, ServerError, Session } from "./protocol";
import type { Timeline } from "./timeline";

export type Line = "connecting" | "live" | "lost" | "refused";

export interface Auth {
  inbox: string;
  visitor?: string;
  identity?: Identity;
}

export interface Events {
  session: (session: Session) => void;
  entry: (entry: Entry) => void;
  typing: (typing: { on: boolean; name?: string }) => void;
  presence: (presence: Presence) => void;
  seen: (seen: { seq: number }) => void;
  lost: () => void;
  refused: (error: ServerError) => void;
}

/** A line to the server. It reconnects by itself after `lost`, but not after `refused`. */
export interface Transport {
  /** `auth` is asked again on every attempt. */
  connect(auth: () => Auth, events: Events): void;
  disconnect(): void;
  /** Resolves with the acknowledgement; rejects if none comes in time or the line breaks. */
  call(event: string, payload: object): Promise<unknown>;
}

export interface Surroundings {
  inbox: string;
  transport: Transport;
  storage: KeyValue;
  uuid: () => string;
  /** Milliseconds since the epoch. */
  now: () => number;
  /** Runs something later, in milliseconds. */
  later: (run: () => void, after: number) => void;
}

export interface Snapshot {
  line: Line;
  /** Whether a session has arrived since the page was loaded. */
  started: boolean;
  timeline: Timeline;
  queued: readonly Queued[];
  presence: Presence | null;
  greeting: string | null;
  /** The name of the agent who is writing, "" if unknown, null if nobody is. */
  typing: string | null;
  unread: number;
  identity: Identity | null;
}
