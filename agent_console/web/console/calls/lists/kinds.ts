import type { Call } from "../../api/calls";
import type { Conversation, View } from "../../api/types";
import { isOver } from "../model";

/** The lists of calls, by a conversation's last one. */
export const CALL_LISTS = ["voicemail", "callback", "missed"] as const;
export type CallList = (typeof CALL_LISTS)[number];
export type CallKind = CallList | "live";

export const isCallList = (kind: string | null | undefined): kind is CallList => (CALL_LISTS as readonly (string | null | undefined)[]).includes(kind);

/** Which of the lists of calls a conversation stands in, by the server's rules (storage/call_counts.py). */
export function callKindOf({ call }: Conversation): CallKind | null {
  if (!call) return null;
  if (call.state === "callback") return "callback";
  if (call.state === "abandoned") return "missed";
  if (!isOver(call)) return "live";
  return call.outcome === "voicemail" ? "voicemail" : null;
}

/** Where each list is cut from: what nobody has taken on; a call that was missed has closed its conversation. */
export const FROM: Record<CallList, { view: View; category: string }> = {
  voicemail: { view: "unassigned", category: "open" },
  callback: { view: "unassigned", category: "open" },
  missed: { view: "all", category: "closed" },
};

/** Seconds that a caller waited in the queue before they gave up; null if they never got there. */
export const waitedIn = ({ queued_at: from, ended_at: until }: Call): number | null =>
  from && until ? Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000) : null;
