import type { TFunction } from "i18next";
import type { Call, CallCard } from "../api/calls";
import type { Conversation, Entry } from "../api/types";
import type { Format } from "../format/time";
import { heldNow, isOver, talked } from "./model";
import { readable } from "./numbers";

/** What happened to a call and is told by its card, or by the bar, well enough. */
const SILENT = new Set(["recorded", "muted", "unmuted", "tones", "more_time"]);
export const isQuiet = (entry: Entry): boolean => entry.activity === "call" && SILENT.has(String(entry.data.event));

const NO_CALL = new Set(["abandoned_menu", "abandoned_queue", "abandoned_unreached", "voicemail", "closed", "callback", "busy", "no_answer", "failed", "agent_not_reached", "cancelled"]);
/** Whether nobody spoke with the contact, so that one may want to call them. */
export const isMissed = (card: CallCard): boolean => card.state === "callback" || (isOver(card as unknown as Call) && NO_CALL.has(card.outcome ?? ""));

/** What became of a call, or how it stands, in a few words: "Missed in the queue". */
export function outcomeInWords(call: Pick<Call | CallCard, "state" | "outcome" | "direction">, t: TFunction): string {
  if (call.state === "callback" || !call.outcome || call.state === "wrap_up") return t(`call.card.${call.state}`, t("call.card.ended"));
  return t(`call.outcome.${call.outcome}`);
}

/** A call in the words of a list's row; with how long it has been spoken, as of `now`. */
export function callInWords(call: Call, t: TFunction, format: Format, now: number): string {
  if (isOver(call) || call.state === "wrap_up" || call.state === "callback" || call.state === "voicemail") {
    const words = outcomeInWords(call, t);
    return call.outcome === "answered" ? t("call.row.spoken", { time: format.duration(talked(call, now)) }) : words;
  }
  const time = call.state === "on_hold" ? heldNow(call, now) : talked(call, now);
  return t(`call.row.${call.state}`, { time: format.duration(time) });
}

/** Whether a row says how its call stands rather than what was written last. */
export function saysCall(one: Conversation): boolean {
  const { call, last_message: last } = one;
  if (!call) return false;
  return !isOver(call) || !last?.text || last.seq <= call.seq;
}

/** The last words of a conversation, whatever its channel; a call's are made of how it stands. */
export function lastWords(one: Conversation, t: TFunction, format: Format, now: number): string {
  return saysCall(one) && one.call ? callInWords(one.call, t, format, now) : (one.last_message?.text ?? "");
}

const nameOf = (value: unknown): string => (value && typeof value === "object" && "name" in value ? String(value.name) : "");
const text = (value: unknown): string => (typeof value === "string" ? value : "");

/** An activity of a call in words. */
export function eventInWords({ data, author, activity }: Entry, t: TFunction): string {
  const event = text(data.event);
  const name = readable(text(data.name)) || readable(text(data.address));
  const who = author.type === "agent" ? author.name : "";
  if (activity === "call_monitor") return t(event === "monitor_left" ? "call.event.monitor_left" : `call.event.monitor_${text(data.mode)}`, { who, defaultValue: t("call.event.monitor_listen", { who }) });
  const values = { name, who, agent: nameOf(data.agent), queue: text(data.queue), number: readable(text(data.number)) };
  if (event === "queued" && data.chosen) return t("call.event.chose", { ...values, chosen: text(data.chosen) });
  if (event === "problem") return t("call.event.problem", { detail: text(data.detail) });
  if (event === "recording_deleted") return t("call.event.recording_deleted");
  return t(`call.event.${event}`, { ...values, defaultValue: t("activity.other", { name: event }) });
}
