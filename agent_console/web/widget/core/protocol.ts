/** Wire shapes of the `/widget` namespace and of `/widget/config`, as a visitor's browser sees them. */

/** What the server takes: characters of a message, files of one message, characters of a page. */
export const MAX_TEXT = 8_000;
export const MAX_FILES = 10;
export const MAX_URL = 2_000;
export const MAX_TITLE = 300;

export interface Author {
  type: "contact" | "agent" | "bot" | "system";
  id: string | null;
  name: string;
}

export interface Attachment {
  id: string;
  name: string;
  content_type: string;
  /** Bytes. */
  size: number;
  /** Signed and expiring; relative to the server. */
  url: string;
}

export type DeliveryState =
  "queued" | "sending" | "unknown" | "sent" | "failed" | "delivered" | "read";

/** One entry of the conversation's timeline; what is internal never reaches the widget. */
export interface Entry {
  id: string;
  conversation: string;
  seq: number;
  /** The seq of the visible entry before this one, where the server tells it (see `timeline.ts`). */
  prev?: number | null;
  kind: "message" | "activity";
  /** ISO 8601, UTC. */
  at: string;
  author: Author;
  direction: "in" | "out" | null;
  text: string;
  attachments: Attachment[];
  delivery: { state: DeliveryState } | null;
  activity: string | null;
  data: Record<string, unknown>;
  /** The client's UUID, by which an optimistic row finds its twin. */
  command: string | null;
}

export interface Conversation {
  id: string;
  state: string;
  agent: { name: string } | null;
  rated: boolean;
}

export interface Presence {
  online: boolean;
  /** Place in the queue, from 1. */
  position?: number | null;
  /** Seconds. */
  expected_wait_s?: number | null;
}

export interface Session {
  visitor: { id: string; token: string };
  conversation: Conversation | null;
  entries: Entry[];
  presence: Presence;
  greeting?: string | null;
}

export interface ServerError {
  code: string;
  message: string;
  remedy?: string;
  retry_after_s?: number;
}

export interface Identity {
  id: string;
  /** HMAC of the id, made by the site's own server. */
  hash: string;
  name?: string;
  email?: string;
}

export interface FormField {
  name: string;
  label: string;
  required: boolean;
}

export type Day = "mon" | "tue" | "wed" | "thu" | "fri" | "sat" | "sun";

export interface Hours {
  /** IANA name, e.g. `Europe/Berlin`. */
  timezone: string;
  /** Spans of local time, e.g. `[["09:00", "17:00"]]`. */
  days: Partial<Record<Day, [string, string][]>>;
  /** Days on which nobody is there, as 2026-12-25. */
  holidays?: string[];
}

/** What `/widget/config` answers. Everything is optional on the wire and filled by `config.ts`. */
export interface Config {
  accent: string;
  title: string;
  subtitle: string;
  greeting: string;
  language: string;
  position: "left" | "right";
  launcher_text: string;
  sound: boolean;
  online: boolean;
  prechat: { enabled: boolean; fields: FormField[] };
  offline: { enabled: boolean; message: string; collect_email: boolean };
  hours: Hours | null;
  /** Only visitors whom the site has identified may talk. */
  identity_required: boolean;
  /** Whether what was said can be had by mail. */
  transcript: boolean;
  /** Bytes. */
  max_attachment_bytes: number;
}
