import { Button, Skeleton, Text } from "@mantine/core";
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { Breakdown } from "./Breakdown";
import css from "./Intelligence.module.css";
import { MoodPanel } from "./MoodPanel";
import { NoData, NoTopics } from "./NoTopics";
import { Panel } from "./Panel";
import { TopicsTable } from "./TopicsTable";
import { Totals } from "./Totals";
import { type Narrowing, rowsOf, sortedTopics } from "./figures";
import { useOverview } from "./requests";
import type { Overview as Data } from "./types";
import { useFigures } from "./useFigures";
import type { View } from "./useView";

const FIRST_TOPICS = 10;

/** What customers contact us about, how they feel, and whether that is changing. */
export function Overview({ view }: { view: View }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const asked = useOverview(view);
  const kept: Narrowing = { ...(view.queue && { queue: view.queue }), ...(view.channel && { channel: view.channel }) };
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failed error={asked.error} again={() => void asked.refetch()} />;
  const { data } = asked;
  if (data.conversations === 0 && data.before === 0) return <NoData narrowed={!!(view.queue ?? view.channel)} longer={view.length === 90 ? null : () => view.change({ days: "90", from: null, to: null })} />;
  return (
    <div className={css.sections} data-stale={asked.isPlaceholderData || undefined} data-testid="overview">
      <p className={css.compared}>{t("intelligence.compared", { period: figures.period({ from: data.from, to: data.to }), before: figures.period({ from: data.compared_from, to: data.compared_to }) })}</p>
      <Totals data={data} kept={kept} />
      <MoodPanel days={data.days} period={data} kept={kept} />
      <Panel title={t("intelligence.topics")} measure="topics" aside={data.topics.length > FIRST_TOPICS && <Link to={`/intelligence/topics${view.suffix}`}>{t("intelligence.allOf", { count: data.topics.length })}</Link>}>
        {data.topics.length === 0 ? <NoTopics data={data} /> : (
          <TopicsTable topics={sortedTopics(data.topics, "conversations").slice(0, FIRST_TOPICS)} period={data} kept={kept} suffix={view.suffix} other={data.topics.length > FIRST_TOPICS ? 0 : data.other} />
        )}
      </Panel>
      <Breakdowns data={data} kept={kept} />
    </div>
  );
}

function Breakdowns({ data, kept }: { data: Data; kept: Narrowing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const sees = useMay("settings.see");
  const invite = (words: string, to: string, label: string) => sees ? <>{words} <Link to={to}>{label}</Link></> : words;
  return (
    <div className={css.columns}>
      <Breakdown title={t("intelligence.keywords")} measure="keywords" testId="keywords" empty={t("intelligence.none.any")}
        shares={data.keywords.map((one) => ({ key: one.phrase, name: one.phrase, ...one, to: rowsOf(data, { ...kept, keyword: one.phrase }) }))} />
      <div className={css.stack}>
      <Breakdown title={t("intelligence.watch")} measure="watch" testId="watch" empty={invite(t("intelligence.none.watch"), "/settings/watch", t("intelligence.watchSettings"))}
        shares={data.watch.map((one) => ({ key: one.id, ...one, to: rowsOf(data, { ...kept, watch: one.id }) }))} />
      <Breakdown title={t("intelligence.intents")} measure="intents" testId="intents" empty={invite(t("intelligence.none.intents"), "/settings/intents", t("settings.intents"))}
        shares={data.intents.map((one) => ({ key: one.id, ...one, to: rowsOf(data, { ...kept, intent: one.id }) }))} />
      </div>
      <div className={css.stack}>
      <Breakdown title={t("intelligence.channels")} measure="channels" testId="channels" empty={t("intelligence.none.any")}
        shares={data.channels.map((one) => ({ key: one.channel, name: t(`channel.${one.channel}`), ...one, to: rowsOf(data, { ...kept, channel: one.channel }) }))} />
      <Breakdown title={t("intelligence.languages")} measure="languages" testId="languages" empty={t("intelligence.none.any")}
        shares={data.languages.map((one) => ({ key: one.language, name: one.language === "und" ? t("intelligence.unknown") : format.language(one.language), ...one, to: rowsOf(data, { ...kept, language: one.language }) }))} />
      </div>
    </div>
  );
}

export function Loading() {
  const { t } = useTranslation();
  return (
    <div className={css.sections} role="status" aria-label={t("common.loading")}>
      <div className={css.totals}>{[1, 2, 3, 4].map((one) => <Skeleton key={one} h={92} radius="lg" />)}</div>
      <Skeleton h={320} radius="lg" />
      <Skeleton h={260} radius="lg" />
    </div>
  );
}

export function Failed({ error, again }: { error: Error; again: () => void }) {
  const { t } = useTranslation();
  return (
    <Nothing icon={IconPlugConnectedX} title={t("errors.listFailed")}>
      <Text size="sm" c="dimmed" dir="auto">{error.message}</Text>
      <Button variant="default" mt="sm" onClick={again} data-testid="retry">{t("common.retry")}</Button>
    </Nothing>
  );
}
