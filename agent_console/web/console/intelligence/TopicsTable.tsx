import { Badge, Table } from "@mantine/core";
import { IconTrendingUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { ChangeMark, MeanMark, Spark } from "./Marks";
import { Term } from "./Term";
import { type Narrowing, changeOf, rowsOf } from "./figures";
import type { Period } from "./period";
import type { TopicRow } from "./types";
import { useFigures } from "./useFigures";

interface Props { topics: readonly TopicRow[]; period: Period; kept: Narrowing; suffix: string; other?: number }

/** What customers write about: how much, in which direction, and in what mood. */
export function TopicsTable({ topics, period, kept, suffix, other = 0 }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={css.scroll} data-tall>
      <Table className={css.topics ?? ""} highlightOnHover data-testid="topics">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("intelligence.topic.one")}</Table.Th>
            <Table.Th scope="col" className={css.wide ?? ""}><Term measure="weeks">{t("intelligence.topic.weeks")}</Term></Table.Th>
            <Table.Th scope="col" ta="end">{t("intelligence.conversations")}</Table.Th>
            <Table.Th scope="col" ta="end" className={css.wide ?? ""}><Term measure="share">{t("intelligence.topic.share")}</Term></Table.Th>
            <Table.Th scope="col" className={css.wide ?? ""}><Term measure="change">{t("intelligence.topic.change")}</Term></Table.Th>
            <Table.Th scope="col"><Term measure="mean">{t("intelligence.meanShort")}</Term></Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>{topics.map((one) => <TopicLine key={one.id} one={one} period={period} kept={kept} suffix={suffix} />)}</Table.Tbody>
        {other > 0 && (
          <Table.Tfoot><Table.Tr><Table.Td><Term measure="topics">{t("intelligence.topic.other")}</Term></Table.Td><Table.Td className={css.wide ?? ""} /><Table.Td ta="end"><Link className={css.value} to={rowsOf(period, { ...kept, topic: "other" })}>{format.number(other)}<span className="visually-hidden">{t("intelligence.showRows", { name: t("intelligence.topic.other") })}</span></Link></Table.Td><Table.Td className={css.wide ?? ""} /><Table.Td className={css.wide ?? ""} /><Table.Td /></Table.Tr></Table.Tfoot>
        )}
      </Table>
    </div>
  );
}

function TopicLine({ one, period, kept, suffix }: Omit<Props, "topics"> & { one: TopicRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const change = <ChangeMark change={changeOf(one.conversations, one.before)} fresh={one.before === 0} hint={t("intelligence.beforeCount", { count: one.before })} />;
  return (
    <Table.Tr data-testid="topic-row" data-id={one.id}>
      <Table.Th scope="row">
        <span className={css.topicName}>
          <Link to={`/intelligence/topics/${one.id}${suffix}`}><bdi>{one.name}</bdi></Link>
          {one.growing && <Growing />}
        </span>
        <span className={css.phrases}><bdi>{one.phrases.slice(0, 3).join(" · ")}</bdi></span>
      </Table.Th>
      <Table.Td className={css.wide ?? ""}><Spark weeks={one.weeks} label={t("intelligence.topic.weeksOf", { weeks: one.weeks.map(format.number).join(", ") })} /></Table.Td>
      <Table.Td ta="end"><Link className={css.value} to={rowsOf(period, { ...kept, topic: one.id })} aria-label={t("intelligence.topic.rows", { count: one.conversations, topic: one.name })}>{format.number(one.conversations)}</Link><span className={css.narrow}>{change}</span></Table.Td>
      <Table.Td ta="end" className={css.wide ?? ""}>{figures.share(one.share)}</Table.Td>
      <Table.Td className={css.wide ?? ""}>{change}</Table.Td>
      <Table.Td><MeanMark mean={one.mean} /></Table.Td>
    </Table.Tr>
  );
}

export function Growing() {
  const { t } = useTranslation();
  return <Badge size="sm" variant="light" color="orange" tt="none" leftSection={<IconTrendingUp size={12} aria-hidden />} data-testid="growing" title={t("intelligence.growingHint")}>{t("intelligence.growing")}</Badge>;
}
