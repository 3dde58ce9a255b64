import type { Connection, InboxHealth } from "../api/settings";

/** The facts that a connector told of its line, those of them that are of the expected kind. */
export interface LineFacts {
  mode: string;
  lastMessageAt: string;
  reconciledAt: string;
  onServer: number | null;
  stored: number | null;
  missing: number | null;
  /** How many are still to be fetched. */
  backlog: number | null;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number | null => (typeof value === "number" && Number.isFinite(value) ? value : null);

export const factsOf = ({ facts }: Connection): LineFacts => ({
  mode: text(facts["mode"]),
  lastMessageAt: text(facts["last_message_at"]),
  reconciledAt: text(facts["reconciled_at"]),
  onServer: count(facts["on_server"]),
  stored: count(facts["stored"]),
  missing: count(facts["missing"]),
  backlog: count(facts["backlog"]),
});

export type LineTone = "good" | "wait" | "bad" | "off";

const TONES: Record<Connection["state"], LineTone> = { connected: "good", connecting: "wait", failing: "bad", off: "off" };

/** How a line is marked. Mail that nothing is known of yet is on its way; a chat keeps no line. */
export function toneOf({ enabled, channel, connection }: Pick<InboxHealth, "enabled" | "channel" | "connection">): LineTone {
  if (!enabled) return "off";
  if (connection) return TONES[connection.state];
  return channel === "webchat" ? "good" : "wait";
}

export const LINE_COLOURS: Record<LineTone, string> = { good: "green", wait: "yellow", bad: "red", off: "gray" };
