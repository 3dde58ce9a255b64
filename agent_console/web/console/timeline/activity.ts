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
      return t("activity.transferred", { who: who || t("activity.system"), queue: nameOf(data.to_queue) }) + (reason ? ` – ${reason}` : "");
    case "priority": return t("activity.priority", { priority: t(`priority.${String(data.to)}`) });
    case "labels": {
      const added = list(data.added);
      return added ? t("activity.labelled", { labels: added }) : t("activity.unlabelled", { labels: list(data.removed) });
    }
    case "tagged": return t("activity.corrected", { who });
    case "contact": return t("activity.contact", { changes: changesInWords(data.changes) });
    case "rating": return t("activity.rating", { score: format.number(Number(data.score)) }) + (data.comment ? ` – “${String(data.comment)}”` : "");
    case "mailed": return t(`mail.activity.${String(data.purpose)}`, { to: String(data.to), defaultValue: t("mail.activity.unread", { to: String(data.to) }) });
    case "consent": return consentInWords(entry, who, t);
    case "call":
    case "call_monitor": return eventInWords(entry, t);
    default: return t("activity.other", { name: entry.activity });
  }
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
