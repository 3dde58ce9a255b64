import type { Call, CallAction } from "../api/calls";

/** The next step of the recording that one key or click makes; null where nothing is recorded. */
export function tapeStep({ plan, taping }: Call): Extract<CallAction, "record" | "pause_recording" | "resume_recording"> | null {
  if (plan.recording === "off") return null;
  return taping === "off" ? "record" : taping === "on" ? "pause_recording" : "resume_recording";
}
