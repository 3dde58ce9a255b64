import type { TFunction } from "i18next";
import type { Entry } from "../api/types";
import { readable } from "../calls/numbers";
import { eventInWords } from "../calls/words";
import type { Format } from "../format/time";

const nameOf = (value: unknown): string => {
  if (typeof value === "string") return value;
  return value && typeof value === "object" && "name" in value ? String(value.name) : "";
};
const list = (value: unknown): string => (Array.isArray(value) ? value.map(String).join(", ") : "");

/** An activity entry in words. */
export function inWords(entry: Entry, t: TFunction, format: Format): string {
  const { data, author } = entry;
  const who = author.type === "system" ? "" : readable(author.name);
  const agent = nameOf(data.agent);
  const reason = typeof data.reason === "string" && data.reason ? data.reason : "";
  switch (entry.activity) {
    case "opened": return t("activity.opened", { queue: nameOf(data.queue), inbox: nameOf(data.inbox) });
    case "reopened": return t("activity.reopened");
    case "state": return stateInWords(entry, who, t, format);
    case "offered": return t("activity.offered", { agent });
    case "offer_ended": return t(`activity.offer.${String(data.outcome)}`, { agent, defaultValue: t("activity.offer.withdrawn", { agent }) });
    case "assigned":
      if (!agent) return t("activity.unassigned");
      return agent === who || !who ? t("activity.joined", { agent }) : t("activity.assigned", { who, agent });
    case "transferred":
      if (causeInWords(data.cause, t)) return t("activity.movedBy", { reason: causeInWords(data.cause, t), queue: nameOf(data.to_queue) });
      return t("activity.transferred", { who: who || t("activity.system"), queue: nameOf(data.to_queue) }) + (reason ? ` – ${reason}` : "");
    case "priority": {
      const priority = t(`priority.${String(data.to)}`);
      const cause = causeInWords(data.cause, t);
      return cause ? t("activity.priorityBy", { reason: cause, priority }) : t("activity.priority", { priority });
    }
    case "labels": {
      const added = list(data.added);
      const cause = causeInWords(data.cause, t);
      if (cause) return t("activity.labelledBy", { reason: cause, labels: added });
      return added ? t("activity.labelled", { labels: added }) : t("activity.unlabelled", { labels: list(data.removed) });
    }
    case "tagged": return t(data.undone ? "activity.uncorrected" : "activity.corrected", { who });
    case "worsened": return t("activity.worsened", { sentence: String(data.sentence) });
    case "contact": return t("activity.contact", { changes: changesInWords(data.changes) });
    case "rating": return t("activity.rating", { score: format.number(Number(data.score)) }) + (data.comment ? ` – “${String(data.comment)}”` : "");
    case "mailed": return t(`mail.activity.${String(data.purpose)}`, { to: String(data.to), defaultValue: t("mail.activity.unread", { to: String(data.to) }) });
    case "consent": return consentInWords(entry, who, t);
    case "call":
    case "call_monitor": return eventInWords(entry, t);
    default: return t("activity.other", { name: entry.activity });
  }
}

/** What made Parley act by itself: a watch list that found a word, or a mood that worsened. */
function causeInWords(cause: unknown, t: TFunction): string {
  if (!cause || typeof cause !== "object" || !("kind" in cause)) return "";
  if (cause.kind !== "watch") return t("activity.moodWorsened");
  const { list: watchList, term } = cause as { list?: unknown; term?: unknown };
  return t("activity.watched", { list: nameOf(watchList), term: String(term) });
}

/** Who does not want texts, or wants them again, and how we know. */
function consentInWords({ data }: Entry, who: string, t: TFunction): string {
  if (data.source !== "contact") return t("sms.consent.provider");
  return t(data.state === "opted_out" ? "sms.consent.out" : "sms.consent.in", { who, word: String(data.word) });
}

function stateInWords(entry: Entry, who: string, t: TFunction, format: Format): string {
  const to = String(entry.data.to);
  const until = typeof entry.data.until === "string" ? format.full(entry.data.until) : "";
  if (to === "snoozed" && until) return t("activity.snoozed", { time: until });
  const state = t(`state.${to}`, to);
  return who ? t("activity.stateBy", { who, state }) : t("activity.state", { state });
}

function changesInWords(changes: unknown): string {
  if (!changes || typeof changes !== "object") return "";
  return Object.entries(changes).map(([key, value]) => `${key}: ${String(value)}`).join(", ");
}
