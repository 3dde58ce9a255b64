import type { TFunction } from "i18next";
import { readable } from "../calls/numbers";
import type { Alert } from "./types";

/** What an alert says, in one line. */
export function alertInWords(alert: Alert, t: TFunction): string {
  const contact = readable(alert.conversation?.name ?? "");
  if (alert.kind === "topic_growth") return t("intelligence.alert.topic_growth", { topic: alert.topic?.name ?? "" });
  if (alert.kind === "watch") return t("intelligence.alert.watch", { list: alert.watch_list?.name ?? "", contact });
  return t("intelligence.alert.mood_worsened", { contact });
}

/** Where to look: the very message that did it, or the topic that grows. */
export function alertLeadsTo(alert: Alert): string {
  if (alert.conversation) return `/inbox/${alert.conversation.id}${alert.seq === null ? "" : `?seq=${alert.seq}`}`;
  return alert.topic ? `/intelligence/topics/${alert.topic.id}` : "/alerts";
}
