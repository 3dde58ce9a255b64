import { IconTagOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { Problem } from "../api/problem";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { AlertLine } from "./AlertLine";
import alerts from "./Alerts.module.css";
import { Breakdown } from "./Breakdown";
import { Examples } from "./Examples";
import css from "./Intelligence.module.css";
import { MoodPanel } from "./MoodPanel";
import { Failed, Loading } from "./Overview";
import { Panel } from "./Panel";
import { TopicHead } from "./TopicHead";
import { type Narrowing, rowsOf } from "./figures";
import { useTopic } from "./requests";
import type { View } from "./useView";

/** One topic: how much, since when, in what mood, through which channels, and in customers' own words. */
export function TopicPage({ view }: { view: View }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { id = "" } = useParams();
  const asked = useTopic(id, view);
  if (asked.isPending) return <Loading />;
  if (asked.error instanceof Problem && asked.error.status === 404) {
    return <Nothing icon={IconTagOff} title={t("intelligence.topic.gone")} hint={t("intelligence.topic.goneHint")}><Link to={`/intelligence/topics${view.suffix}`}>{t("intelligence.topics")}</Link></Nothing>;
  }
  if (asked.isError) return <Failed error={asked.error} again={() => void asked.refetch()} />;
  const topic = asked.data;
  const { period } = view;
  const kept: Narrowing = { topic: id, ...(view.queue && { queue: view.queue }), ...(view.channel && { channel: view.channel }) };
  return (
    <div className={css.sections} data-stale={asked.isPlaceholderData || undefined} data-testid="topic-page">
      <TopicHead topic={topic} period={period} kept={kept} suffix={view.suffix} />
      <MoodPanel days={topic.days} period={period} kept={kept} withMean />
      {topic.alerts && topic.alerts.length > 0 && <Panel title={t("intelligence.alerts.title")} measure="alerts"><ul className={`${alerts.alerts} ${css.flush}`}>{topic.alerts.map((one) => <AlertLine key={one.id} alert={one} />)}</ul></Panel>}
      <div className={css.columns} data-wide-first>
        <Examples examples={topic.examples} more={rowsOf(period, kept)} />
        <div className={css.stack}>
        <Breakdown title={t("intelligence.channels")} measure="channels" testId="channels" empty={t("intelligence.none.any")}
          shares={topic.channels.map((one) => ({ key: one.channel, name: t(`channel.${one.channel}`), ...one, to: rowsOf(period, { ...kept, channel: one.channel }) }))} />
        <Breakdown title={t("intelligence.languages")} measure="languages" testId="languages" empty={t("intelligence.none.any")}
          shares={topic.languages.map((one) => ({ key: one.language, name: one.language === "und" ? t("intelligence.unknown") : format.language(one.language), ...one, to: rowsOf(period, { ...kept, language: one.language }) }))} />
        </div>
      </div>
    </div>
  );
}
