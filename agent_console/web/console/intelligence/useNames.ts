import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import { useFormat } from "../format/time";
import type { Narrowing } from "./figures";
import { useOverview } from "./requests";
import type { InsightRow } from "./types";
import { useFigures } from "./useFigures";
import type { View } from "./useView";

/** What narrows a list, in words. Names of topics, watch lists and intents come from the overview that led here. */
export function useNames(view: View, narrowing: Narrowing, rows: readonly InsightRow[]): (name: keyof Narrowing, value: string) => string {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const { queues } = useMe();
  const named = !!(narrowing.topic ?? narrowing.watch ?? narrowing.intent);
  const { data } = useOverview({ period: view.period, queue: view.queue, channel: null }, named);
  return (name, value) => {
    const among = (list: readonly { id: string; name: string }[] | undefined): string | undefined => list?.find((one) => one.id === value)?.name;
    const words: Record<keyof Narrowing, () => string> = {
      topic: () => (value === "other" ? t("intelligence.topic.other") : null) ?? among(data?.topics) ?? rows.find((one) => one.topic?.id === value)?.topic?.name ?? t("intelligence.topic.one"),
      watch: () => among(data?.watch) ?? t("intelligence.watch"),
      intent: () => among(data?.intents) ?? t("intelligence.intents"),
      queue: () => among(queues) ?? t("filter.queue"),
      keyword: () => `“${value}”`,
      label: () => t(`sentiment.${value}`, value),
      channel: () => t(`channel.${value}`, value),
      language: () => (value === "und" ? t("intelligence.unknown") : format.language(value)),
      day: () => figures.longDay(value),
      worsened: () => t("intelligence.worsened"),
    };
    return words[name]();
  };
}
