import type { Iso, Ref } from "./types";

/** Calls, as `/api/v1` and the socket give them. Lengths in seconds. */
export const CALL_STATES = [
  "ringing", "menu", "queued", "offered", "connecting", "talking", "on_hold", "transferring", "wrap_up", "voicemail", "callback", "ended", "abandoned",
] as const;
export type CallState = (typeof CALL_STATES)[number];
export const OUTCOMES = [
  "answered", "abandoned_menu", "abandoned_queue", "abandoned_unreached", "voicemail", "callback", "closed", "busy", "no_answer", "failed", "cancelled", "agent_not_reached",
] as const;
export type Outcome = (typeof OUTCOMES)[number];
export type Party = "contact" | "agent" | "consulted" | "guest" | "supervisor";
export type LegState = "wanted" | "dialling" | "ringing" | "in" | "out";
export type Taping = "off" | "on" | "paused";
export type Listening = "listen" | "whisper" | "barge";

/**
 * The line to one participant who is in the call or on the way. `address` is a number, or empty for one
 * of the team. `muted` and `held` are what is wished, `…_now` what is so.
 */
export interface Leg {
  id: string;
  party: Party;
  name: string;
  address: string;
  user_id: string | null;
  state: LegState;
  since: Iso;
  answered_at: Iso | null;
  muted: boolean;
  muted_now: boolean;
  held: boolean;
  held_now: boolean;
  mode: Listening | null;
}
/** What the inbox says of its calls. */
export interface CallPlan { ring_s: number; wrap_up_s: number; recording: "off" | "on_request" | "always"; transcribe: boolean; dispositions: string[] }
export interface Recording { sid: string; kind: "call" | "voicemail"; at: Iso; duration_s: number; file: string | null; name: string; deleted: boolean }

/** A call as part of its conversation. `seq` is its entry; `theirs` is empty if it was withheld. */
export interface Call {
  id: string;
  seq: number;
  direction: "in" | "out";
  ours: string;
  theirs: string;
  state: CallState;
  since: Iso;
  started_at: Iso;
  queued_at: Iso | null;
  answered_at: Iso | null;
  ended_at: Iso | null;
  /** Since when the contact is on hold, and for how long they were before that. */
  held_at: Iso | null;
  hold_s: number;
  wrap_up_until: Iso | null;
  /** What is wished, and what is so. */
  taping: Taping;
  taping_now: Taping;
  plan: CallPlan;
  legs: Leg[];
  callback_to: string;
  outcome: Outcome | null;
  disposition: string;
  note: string;
  /** What could not be done last: a code of ours, or a sentence. */
  problem: string;
  /** The newest message that was left in it. */
  message: Message | null;
}

/** A message that somebody left; `file` is null until it is here, and again once it has been deleted. */
export interface Message { sid: string; at: Iso; duration_s: number; file: string | null; name: string; deleted: boolean }

/** A supervisor in a call. `mode` is what is wished, `mode_now` what is so; null until their line has joined. */
export interface Monitor { leg: string; user: Ref; mode: Listening; mode_now: Listening | null; state: LegState; since: Iso }
/** A call with the supervisors who are in it. */
export interface Monitored { conversation: string; number: number; contact: Ref; agent: Ref | null; monitors: Monitor[] }
/** How many calls wait to be called back; missed ones of the last 24 hours. Counting stops at 1000. */
export interface CallsWaiting { voicemails: number; callbacks: number; missed: number }

/** What a call's entry on the timeline shows. */
export interface CallCard {
  call: string;
  direction: "in" | "out";
  ours: string;
  theirs: string;
  state: CallState;
  outcome: Outcome | null;
  started_at: Iso;
  queued_at: Iso | null;
  answered_at: Iso | null;
  ended_at: Iso | null;
  wait_s: number | null;
  talk_s: number | null;
  hold_s: number;
  wrap_up_s: number;
  agents: Ref[];
  disposition: string;
  note: string;
  recordings: Recording[];
}

export type CallAction =
  | "hold" | "resume" | "mute" | "unmute" | "tones" | "consult" | "complete" | "cancel_transfer" | "add" | "remove"
  | "record" | "pause_recording" | "resume_recording" | "stop_recording" | "hang_up" | "wrap_up" | "more_time"
  | "listen" | "whisper" | "barge" | "leave" | "call_back";

/** An inbox that one can call from, by its number. */
export interface Line { id: string; name: string; number: string }
export interface Phone { device: "browser" | "phone" | "sip"; address: string }
export type PhoneToken =
  | { kind: "twilio"; token: string; identity: string; expires_at: Iso }
  | { kind: "simulated"; identity: string };
