/** The wire shapes of `/api/v1` and of the `/console` socket. */
import type { MailBody } from "../mail/types";
import type { Mood } from "./analysis";
import type { Call } from "./calls";

export type Iso = string;
export interface Ref { id: string; name: string }

export const CHANNELS = ["webchat", "email", "sms", "voice", "xmpp", "x"] as const;
export type Channel = (typeof CHANNELS)[number];
export const STATES = ["queued", "offered", "active", "pending", "snoozed", "resolved", "abandoned"] as const;
export type State = (typeof STATES)[number];
export const CATEGORIES = ["open", "waiting", "closed"] as const;
export type Category = (typeof CATEGORIES)[number];
export const PRIORITIES = ["urgent", "high", "normal", "low"] as const;
export type Priority = (typeof PRIORITIES)[number];
export const PRESENCES = ["available", "busy", "away", "offline"] as const;
export type Presence = (typeof PRESENCES)[number];
export const SENTIMENTS = ["positive", "neutral", "negative"] as const;
export type View = "mine" | "queues" | "unassigned" | "all";
export type Sort = "changed" | "waiting";
export type DeliveryState = "queued" | "sending" | "unknown" | "sent" | "failed" | "delivered" | "read";
export type TagKind = "language" | "sentiment" | "keyword" | "watch" | "topic" | "intent";
export type AuthorType = "contact" | "agent" | "bot" | "system";
export type EntryKind = "message" | "note" | "call" | "activity";

export interface Author { type: AuthorType; id: string | null; name: string }
export interface Attachment { id: string; name: string; content_type: string; size: number; url: string }
export interface Delivery { state: DeliveryState; at: Iso; error: string | null; attempts: number }
/** `ref` is the id of the watch list or intent that `value` names. */
export interface Tag { kind: TagKind; value: string; score: number | null; source: string; ref: string | null }
export type Data = Record<string, unknown>;

export interface Entry {
  id: string;
  conversation: string;
  contact: string;
  inbox: string;
  channel: Channel;
  seq: number;
  kind: EntryKind;
  at: Iso;
  author: Author;
  direction: "in" | "out" | null;
  text: string;
  attachments: Attachment[];
  delivery: Delivery | null;
  tags: Tag[];
  machine_tags: Tag[];
  activity: string | null;
  data: Data;
  command: string | null;
}

export interface Conversation {
  id: string;
  number: number;
  inbox: Ref;
  channel: Channel;
  contact: Ref;
  /** The contact's address that this conversation answers to, and those that take part beside it (mail). */
  address: string;
  participants: string[];
  state: State;
  category: Category;
  priority: Priority;
  queue: Ref | null;
  agent: Ref | null;
  offer: { id: string; agent: Ref; expires_at: Iso } | null;
  last_agent: Ref | null;
  skills: string[];
  subject: string;
  created_at: Iso;
  changed_at: Iso;
  waiting_since: Iso | null;
  queued_at: Iso | null;
  first_response_at: Iso | null;
  resolved_at: Iso | null;
  snoozed_until: Iso | null;
  last_message: { seq: number; text: string; at: Iso; author: AuthorType } | null;
  unread: number;
  labels: string[];
  language: string | null;
  sentiment: string | null;
  sentiment_score: number | null;
  /** Over all that the customer wrote in it; null until something of it was read. */
  mood?: Mood | null;
  page: { url: string; title: string; at: Iso } | null;
  reopens: number;
  transfers: number;
  seq: number;
  version: number;
  sla_due_at: Iso | null;
  /** The call that is part of it, live or the last one; null where there never was one. */
  call?: Call | null;
}

export interface Offer {
  id: string;
  conversation: Conversation;
  agent: Ref;
  offered_at: Iso;
  expires_at: Iso;
  reasons: string[];
}

export interface Identity { channel: Channel; address: string; verified_by: string | null; verified_at: Iso | null }
/** What an address of a contact said last of being written to from an inbox. */
export interface Consent {
  inbox: Ref;
  channel: Channel;
  address: string;
  state: "opted_in" | "opted_out";
  at: Iso | null;
  source: string;
  word: string;
}
export interface Contact {
  id: string;
  name: string;
  email: string | null;
  phone: string | null;
  language: string | null;
  notes: string;
  attributes: Record<string, unknown>;
  identities: Identity[];
  created_at: Iso;
  changed_at: Iso;
  version: number;
}

export interface Seat {
  agent: Ref;
  presence: Presence;
  reason: string;
  since: Iso;
  queue_ids: string[];
  skills: string[];
  languages: string[];
  capacity: number;
  load: number;
  idle_since: Iso;
  conversations: number;
  /** What a call has them do: they are in one (or their phone rings for it), or write down what it was about. */
  call: { state: "on_call" | "wrap_up"; since: Iso; conversation: string } | null;
  vanished_at: Iso | null;
  version: number;
}

export interface QueueStats {
  queue: Ref;
  waiting: number;
  longest_wait_since: Iso | null;
  expected_wait_s: number | null;
  offered: number;
  active: number;
  /** By presence; and those of them who are on a call, or in its wrap-up. */
  agents: { available: number; busy: number; away: number; on_call: number; wrap_up: number };
  service_level: { target_s: number; met: number; total: number };
  abandoned_today: number;
  sentiment: number | null;
  at: Iso;
}

export interface Page<T> { items: T[]; next: string | null }
export interface Entries { entries: Entry[]; has_more: boolean }
export interface CommandResult { seq: number; conversation: Conversation }
export interface ScheduledReply {
  id: string;
  conversation: string;
  author: Ref;
  text: string;
  attachments: Attachment[];
  mail: MailBody | null;
  resolve: boolean;
  send_at: Iso;
  created_at: Iso;
  state: "waiting" | "sending" | "failed";
  failure: "closed" | "author_gone" | "out_of_scope" | "refused" | null;
  error: string | null;
}
export interface BulkResult { results: { id: string; ok: boolean; error?: string | { message?: string } }[] }
export interface Decision {
  id: string;
  at: Iso;
  chosen: Ref | null;
  reasons: string[];
  candidates: { agent: Ref; ruled_out: string | null; rank: number | null }[];
  total_candidates: number;
}
export interface SearchResult {
  conversations: { conversation: Conversation; hit: { seq: number; text: string; at: Iso } | null }[];
  contacts: Contact[];
  next: string | null;
}
