import type { Channel, Iso, Priority, Ref } from "./types";
import type { VoiceSettings } from "./voice";

/** What a team sets up, as `/api/v1` gives it. Each carries a `version` for optimistic locking. */
export const ROLES = ["agent", "supervisor", "admin"] as const;
export type Role = (typeof ROLES)[number];

export interface User {
  id: string;
  email: string;
  name: string;
  role: Role;
  team_ids: string[];
  skills: string[];
  languages: string[];
  /** Units; 60 is one fully loaded agent. */
  capacity: number;
  locale: string;
  active: boolean;
  totp: boolean;
  version: number;
}
export interface Team { id: string; name: string; version: number }
export interface Queue {
  id: string;
  name: string;
  team_id: string;
  skills: string[];
  priority: Priority;
  target_s: number;
  overflow_queue_id: string | null;
  overflow_after_s: number | null;
  version: number;
}
export interface PrechatField { name: string; label: string; required: boolean }
export const DAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof DAYS)[number];
export interface Hours { timezone: string; days: Partial<Record<Day, [string, string][]>>; holidays?: string[] }
export interface WebchatSettings {
  allowed_origins: string[];
  accent: string;
  position: "left" | "right";
  title: string;
  subtitle: string;
  prechat: { enabled: boolean; fields: PrechatField[] };
  offline: { enabled: boolean; message: string; collect_email: boolean };
  hours: Hours | null;
  identity_required: boolean;
  launcher_text: string;
  sound: boolean;
  /** Mail to a visitor who has left; without an inbox none goes out. */
  mail: { inbox_id: string; unread_after_s: number; transcript: boolean };
}
export type Security = "tls" | "starttls" | "none";
export interface ImapSettings {
  host: string;
  port: number;
  security: Security;
  username: string;
  folders: string[];
  after: "leave" | "seen" | "move";
  move_to: string;
  idle: boolean;
  poll_s: number;
  /** How far back the first fetching reaches: 0 for only what comes from now on, -1 for all. */
  history_days: number;
}
export interface SmtpSettings { host: string; port: number; security: Security; username: string; connections: number }
export interface EmailSettings {
  address: string;
  sender_name: string;
  aliases: string[];
  auth: "password" | "oauth2";
  oauth: { token_url: string; client_id: string; scope: string };
  imap: ImapSettings;
  smtp: SmtpSettings;
  plus_addressing: boolean;
  subject_tag: boolean;
  /** HTML; `{agent}` stands for who answers. */
  signature: string;
  acknowledge: { enabled: boolean; subject: string; text: string; per_address_hour: number; per_hour: number };
  spam: "file" | "open";
  lists: "file" | "open";
  own_lists: string[];
  /** Addresses, and whole domains as `@example.com`. */
  blocked: string[];
  authserv_id: string;
}
/** An inbox for texts through Twilio. */
export interface SmsSettings {
  account_sid: string;
  /** E.164, or a short code of ours. */
  number: string;
  messaging_service_sid: string;
  api_base: string;
  api_key_sid: string;
  stop_text: string;
  start_text: string;
  help_text: string;
  opt_out_managed_by_twilio: boolean;
  max_segments: number;
  backfill_minutes: number;
  status_callback: boolean;
}
interface InboxOf<C extends Channel, S> {
  id: string;
  name: string;
  channel: C;
  public_key: string;
  queue_id: string;
  language: string;
  greeting: string;
  enabled: boolean;
  settings: S;
  secret_names: string[];
  reopen_window_s: number;
  version: number;
  snippet: string | null;
}
export type WebchatInbox = InboxOf<"webchat", Partial<WebchatSettings>>;
export type EmailInbox = InboxOf<"email", Partial<EmailSettings>>;
export type SmsInbox = InboxOf<"sms", Partial<SmsSettings>>;
export type VoiceInbox = InboxOf<"voice", Partial<VoiceSettings>>;
export type Inbox = WebchatInbox | EmailInbox | SmsInbox | VoiceInbox | InboxOf<Exclude<Channel, "webchat" | "email" | "sms" | "voice">, object>;

/** One step of trying an inbox's settings; `ok` null: not tried, because one before it failed. */
export interface CheckStep { name: string; ok: boolean | null; detail: string; remedy: string }
/** How an inbox's line to the outside fares. `facts` are the connector's own, flat. */
export interface Connection {
  state: "connected" | "connecting" | "failing" | "off";
  since: Iso;
  detail: string;
  remedy: string;
  facts: Record<string, unknown>;
}
export interface InboxHealth {
  inbox: Ref;
  channel: Channel;
  enabled: boolean;
  backlog: number;
  quarantined: number;
  dead_letters: number;
  /** Null for channels that keep no line to the outside. */
  connection: Connection | null;
}
/** Mail that came in and was put on no timeline. */
export interface FiledMail { inbox: Ref; external_id: string; received_at: Iso; reason: string; detail: string; sender: string; subject: string }
export interface CannedAnswer { id: string; shortcut: string; title: string; text: string; team_id: string | null; version: number }
export interface ApiToken { id: string; name: string; scopes: string[]; created_at: Iso; last_used_at: Iso | null; token?: string }
/** One line of the audit log; `details` hold no secrets. */
export interface AuditRecord { id: string; at: Iso; actor: Ref | null; action: string; object_kind: string; object_id: string | null; details: Record<string, unknown>; address: string | null }
export interface Me {
  user: User;
  permissions: string[];
  csrf: string;
  teams: Ref[];
  queues: Queue[];
  /** The enabled inboxes of my queues. */
  inboxes: { id: string; name: string; channel: Channel; language: string }[];
  server_time: Iso;
  settings: { offer_timeout_s: number; max_attachment_bytes: number; presence_reasons: string[] };
}
