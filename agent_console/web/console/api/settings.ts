import type { Channel, Iso, Priority, Ref } from "./types";

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
export interface Hours { timezone: string; days: Partial<Record<Day, [string, string][]>> }
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
}
export interface Inbox {
  id: string;
  name: string;
  channel: Channel;
  public_key: string;
  queue_id: string;
  language: string;
  greeting: string;
  enabled: boolean;
  settings: Partial<WebchatSettings>;
  secret_names: string[];
  reopen_window_s: number;
  version: number;
  snippet: string | null;
}
export interface CannedAnswer { id: string; shortcut: string; title: string; text: string; team_id: string | null; version: number }
export interface WatchList { id: string; name: string; terms: string[]; team_id: string | null; version: number }
export interface ApiToken { id: string; name: string; scopes: string[]; created_at: Iso; last_used_at: Iso | null; token?: string }
/** One line of the audit log; `details` hold no secrets. */
export interface AuditRecord { id: string; at: Iso; actor: Ref | null; action: string; object_kind: string; object_id: string | null; details: Record<string, unknown>; address: string | null }
export interface Me {
  user: User;
  permissions: string[];
  csrf: string;
  teams: Ref[];
  queues: Queue[];
  server_time: Iso;
  settings: { offer_timeout_s: number; max_attachment_bytes: number; presence_reasons: string[] };
}
