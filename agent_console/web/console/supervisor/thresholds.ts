import type { QueueStats } from "../api/types";

export type Tone = "calm" | "good" | "warn" | "bad";

/** The shares at which a colour begins; the wallboard shows them beside the colours. */
export const WAIT_WARNS = 0.75;
export const LEVEL_GOOD = 0.8;
export const LEVEL_WARNS = 0.6;

/** The longest wait against the queue's own target: from 75 % of it a warning, beyond it bad. */
export function waitTone(seconds: number, target: number): Tone {
  if (seconds > target) return "bad";
  return seconds > target * WAIT_WARNS ? "warn" : "calm";
}

/** Service level today: 80 % is the field's common goal, under 60 % is bad; silent with nothing counted. */
export function levelTone({ met, total }: QueueStats["service_level"]): Tone {
  if (total === 0) return "calm";
  const level = met / total;
  return level >= LEVEL_GOOD ? "good" : level >= LEVEL_WARNS ? "warn" : "bad";
}

export const worst = (...tones: Tone[]): Tone => (tones.includes("bad") ? "bad" : tones.includes("warn") ? "warn" : "calm");

export const waited = (since: string | null, now: number): number => (since ? Math.max(0, (now - Date.parse(since)) / 1000) : 0);
