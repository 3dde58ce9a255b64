import type { Channel, Iso, Priority, Ref } from "./types";

/** What analysis says, as `/api/v1` gives it. Scores lie between −1 and 1. */
export interface Mood {
  start: number;
  /** Where it is now, or where it ended. */
  end: number;
  lowest: number;
  lowest_seq: number;
  trend: "rising" | "steady" | "falling";
  /** The messages it was made of. */
  count: number;
}

/** What analysis says of a whole conversation. */
export interface Insight {
  mood: Mood | null;
  topic: Ref | null;
  keywords: string[];
  watch: Ref[];
  intents: Ref[];
  language: string | null;
}

/** One conversation in a contact's mood over time. */
export interface MoodPoint { conversation: string; number: number; channel: Channel; at: Iso; start: number; end: number; lowest: number }

export interface WatchList {
  id: string;
  name: string;
  terms: string[];
  team_id: string | null;
  /** Who hears of its alerts beside the supervisors. */
  owner: Ref | null;
  /** What it does with a conversation: a label, at least this priority, an alert, another queue. */
  tag: string;
  priority: Priority | null;
  alert: boolean;
  queue: Ref | null;
  conversations_7d: number;
  version: number;
}

/** A label that a team gives by example sentences. */
export interface Intent { id: string; name: string; examples: string[]; team_id: string | null; conversations_7d: number; version: number }
export interface FoundIntent { id: string; name: string; score: number }

/** Macro-F1 on what a fit has not seen: sentences that come with the model, and a fifth of the team's corrections. */
export interface TuneFigures { anchor: number; corrections: number }
export interface Tune {
  id: string;
  state: "queued" | "running" | "done" | "failed";
  at: Iso;
  finished_at: Iso | null;
  by: Ref | null;
  corrections: number;
  before: TuneFigures | null;
  after: TuneFigures | null;
  /** It was better, so `version` was put in force. */
  switched: boolean;
  /** It was better, but another head was chosen meanwhile: `version` is kept beside that one. */
  overtaken: boolean;
  version: number | null;
  /** `version` can be put in force: it was made for the model that is in use. */
  usable: boolean;
  error: string;
}

/** What tags messages. `head` 0 is the one that comes with Parley. */
export interface Model {
  engine: string | null;
  ready: boolean;
  problem: string | null;
  intents: boolean;
  intents_problem: string | null;
  corrections: number;
  corrections_since_tune: number;
  /** How many a tuning needs. */
  needed: number;
  head: number;
  tunes: Tune[];
}

export const ENGINES = ["builtin", "transformers", "lexicon"] as const;
export type EngineName = (typeof ENGINES)[number];

/** Days that are tagged once more, `to` not included. `done` and `total` count conversations; `total` is null until they are counted. */
export interface Retag {
  id: string;
  from: string;
  to: string;
  engine: string;
  state: "queued" | "running" | "done" | "cancelled" | "failed";
  by: Ref | null;
  created_at: Iso;
  started_at: Iso | null;
  finished_at: Iso | null;
  done: number;
  total: number | null;
  messages: number;
  /** Messages whose sentiment became another; `before` may be `none`. */
  changed: { before: string; after: string; messages: number }[];
  error: string;
}
