import { SegmentedControl, TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Intelligence.module.css";
import { NoTopics } from "./NoTopics";
import { Failed, Loading } from "./Overview";
import { Panel } from "./Panel";
import { SearchLine } from "./SearchLine";
import { TopicsTable } from "./TopicsTable";
import { type Narrowing, SORTS, type TopicSort, sortedTopics } from "./figures";
import { useOverview } from "./requests";
import type { View } from "./useView";

/** Every topic of the period, by size, growth or mood. */
export function Topics({ view }: { view: View }) {
  const { t, i18n } = useTranslation();
  const asked = useOverview(view);
  const [sort, setSort] = useState<TopicSort>("conversations");
  const [word, setWord] = useState("");
  if (asked.isPending) return <Loading />;
  if (asked.isError) return <Failed error={asked.error} again={() => void asked.refetch()} />;
  const { data } = asked;
  const kept: Narrowing = { ...(view.queue && { queue: view.queue }), ...(view.channel && { channel: view.channel }) };
  const wanted = word.trim().toLocaleLowerCase(i18n.language);
  const found = data.topics.filter((one) => [one.name, ...one.phrases].some((text) => text.toLocaleLowerCase(i18n.language).includes(wanted)));
  if (data.topics.length === 0) return <Panel title={t("intelligence.topics")} measure="topics"><NoTopics data={data} /></Panel>;
  return (
    <div className={css.sections} data-stale={asked.isPlaceholderData || undefined}>
      <Panel title={t("intelligence.topics")} measure="topics" aside={
        <div className={css.asides}>
          <TextInput type="search" size="xs" w={180} leftSection={<IconSearch size={15} />} aria-label={t("intelligence.topic.find")} placeholder={t("intelligence.topic.find")} value={word} onChange={(event) => setWord(event.currentTarget.value)} />
          <SegmentedControl size="xs" value={sort} onChange={(value) => setSort(value as TopicSort)} aria-label={t("intelligence.topic.sort")} data={SORTS.map((value) => ({ value, label: t(`intelligence.topic.sortBy.${value}`) }))} />
        </div>
      }>
        {found.length === 0 ? <p className={css.quiet}>{t("intelligence.topic.notFound")}</p> : <TopicsTable topics={sortedTopics(found, sort)} period={data} kept={kept} suffix={view.suffix} other={wanted ? 0 : data.other} />}
      </Panel>
      <SearchLine suffix={view.suffix} />
    </div>
  );
}
