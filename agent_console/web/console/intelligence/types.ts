import type { Channel, Iso, Ref } from "../api/types";

/** What `/api/v1/intelligence` and `/api/v1/alerts` give. Days are UTC; `to` is the first day that is not in it. */
export type Day = string;
export type Mood = "positive" | "neutral" | "negative";

export interface DayFigures { day: Day; conversations: number; positive: number; neutral: number; negative: number; mean: number | null }
export interface ChannelFigures { channel: Channel; conversations: number; mean: number | null }
export interface LanguageFigures { language: string; conversations: number; mean: number | null }
export interface Counted { id: string; name: string; conversations: number; before: number }
export interface Keyword { phrase: string; conversations: number; before: number; mean: number | null }

export interface TopicRow {
  id: string;
  name: string;
  phrases: string[];
  conversations: number;
  before: number;
  /** Of all conversations of the period, 0 to 1. */
  share: number;
  mean: number | null;
  before_mean: number | null;
  growing: boolean;
  /** Each of the twelve weeks that end with the period, the last one last. */
  weeks: number[];
}

export interface Overview {
  from: Day;
  to: Day;
  compared_from: Day;
  compared_to: Day;
  conversations: number;
  before: number;
  sentiment: { positive: number; neutral: number; negative: number; mean: number | null; before_mean: number | null };
  worsened: number;
  worsened_before: number;
  days: DayFigures[];
  channels: ChannelFigures[];
  languages: LanguageFigures[];
  topics: TopicRow[];
  topics_state: TopicsState;
  /** Conversations that are in no topic, or in a hidden one. */
  other: number;
  keywords: Keyword[];
  watch: Counted[];
  intents: Counted[];
}

export interface Example { conversation: string; number: number; contact: Ref; at: Iso; channel: Channel; text: string; label: Mood | null }
/** Word lists give no meanings, and without these there are no topics. */
export type TopicsState = "ready" | "none_yet" | "no_meanings";

export interface TopicPage extends TopicRow {
  hidden: boolean;
  version: number;
  days: DayFigures[];
  channels: ChannelFigures[];
  languages: LanguageFigures[];
  examples: Example[];
  /** The newest about this topic. */
  alerts?: Alert[];
}

export interface KnownTopic { id: string; name: string; phrases: string[]; hidden: boolean; version: number }
/** Every topic, the hidden ones too, and how the search for them stands: `done` of `total` in its step. */
export interface TopicList {
  items: KnownTopic[];
  search: { state: TopicsState; step: "never" | "reading" | "searching" | "sorting" | "idle"; found_at: Iso | null; done: number; total: number; problem: string };
}

/** A conversation as analysis sees it: a row behind a figure. */
export interface InsightRow {
  conversation: string;
  number: number;
  contact: Ref;
  at: Iso;
  channel: Channel;
  language: string | null;
  label: Mood | null;
  score: number | null;
  start: number | null;
  end: number | null;
  text: string;
  topic?: Ref | null;
}

export const ALERT_KINDS = ["mood_worsened", "watch", "topic_growth"] as const;
export interface Alert {
  id: string;
  kind: (typeof ALERT_KINDS)[number];
  at: Iso;
  conversation: Ref | null;
  /** The entry of the conversation that did it. */
  seq: number | null;
  sentence: string;
  watch_list: Ref | null;
  topic: Ref | null;
  done_at: Iso | null;
  done_by: Ref | null;
}

/** The engine that tags, where one was heard of; `problem` is a sentence with a remedy. */
export interface Model { engine: string | null; ready: boolean; problem?: string | null }
/** A page of a list whose next one begins at `cursor`. */
export interface Rows<T> { items: T[]; cursor: string | null }
