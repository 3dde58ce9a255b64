import type { Hours } from "./settings";

/** What a caller hears: the file if there is one, else the text; with neither, what Parley has for it. */
export interface Prompt { text: string; file: string }
export const DOES = ["queue", "voicemail", "say", "repeat"] as const;
export type Does = (typeof DOES)[number];
/** `queue_id` empty: the inbox's own queue. */
export interface MenuOption { digit: string; words: string[]; does: Does; queue_id: string; say: Prompt }
export interface Menu { prompt: Prompt; options: MenuOption[]; tries: number; speech: boolean }
export const RECORDING = ["off", "on_request", "always"] as const;
export type Recording = (typeof RECORDING)[number];

/** An inbox for calls through Twilio. Times in seconds, days where the name says so. */
export interface VoiceSettings {
  account_sid: string;
  api_base: string;
  api_key_sid: string;
  /** E.164, ours. */
  number: string;
  /** One of Twilio's voices; empty: the language's own. */
  voice: string;
  /** BCP 47; empty: the inbox's language. */
  speech_language: string;
  greeting: Prompt;
  menu: Menu | null;
  hours: Hours | null;
  closed: { prompt: Prompt; then: "voicemail" | "hang_up" };
  waiting: { prompt: Prompt; music_file: string; say_position: boolean; say_wait: boolean; every_s: number; callback: boolean; callback_prompt: Prompt; longest_s: number };
  voicemail: { on: boolean; prompt: Prompt; longest_s: number };
  recording: Recording;
  /** 0: for ever. */
  keep_recordings_days: number;
  /** 0: until we have them. */
  recordings_at_twilio_days: number;
  transcribe: boolean;
  ring_s: number;
  wrap_up_s: number;
  dispositions: string[];
}
