import { Badge, Button } from "@mantine/core";
import { IconArrowLeft, IconEye, IconEyeOff } from "@tabler/icons-react";
import { useDirection } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { EditableText } from "../customer/EditableText";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { ChangeMark, MeanMark, Spark } from "./Marks";
import { Term } from "./Term";
import { Growing } from "./TopicsTable";
import { type Narrowing, changeOf, meanChange, rowsOf } from "./figures";
import type { Period } from "./period";
import { useTopicChange } from "./requests";
import type { TopicPage } from "./types";
import { useFigures } from "./useFigures";

interface Props { topic: TopicPage; period: Period; kept: Narrowing; suffix: string }

/** A topic's name, to be changed in place, its phrases, and its figures. */
export function TopicHead({ topic, period, kept, suffix }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const rtl = useDirection().dir === "rtl";
  const change = useTopicChange(topic);
  const rename = (name: string): void => {
    if (name) change.mutate({ to: { name }, back: { name: topic.name }, told: t("intelligence.topic.renamed", { name }) });
  };
  const hide = (hidden: boolean): void => change.mutate({ to: { hidden }, back: { hidden: !hidden }, told: t(hidden ? "intelligence.topic.hiddenDone" : "intelligence.topic.shownDone", { name: topic.name }) });
  return (
    <header className={css.topicHead}>
      <Link to={`/intelligence/topics${suffix}`} className={css.back}><IconArrowLeft size={15} aria-hidden style={rtl ? { transform: "scaleX(-1)" } : undefined} />{t("intelligence.topics")}</Link>
      <div className={css.topicTitle}>
        <h1><EditableText key={topic.name} label={t("intelligence.topic.name")} value={topic.name} onSave={rename} /></h1>
        {topic.growing && <Growing />}
        {topic.hidden && <Badge variant="light" color="gray" tt="none">{t("intelligence.topic.hidden")}</Badge>}
        <Button size="compact-sm" variant="subtle" color="gray" leftSection={topic.hidden ? <IconEye size={16} /> : <IconEyeOff size={16} />} loading={change.isPending} onClick={() => hide(!topic.hidden)} data-testid="hide-topic">
          {t(topic.hidden ? "intelligence.topic.show" : "intelligence.topic.hide")}
        </Button>
      </div>
      <ul className={css.chips} aria-label={t("intelligence.topic.phrases")}>{topic.phrases.map((one) => <li key={one} dir="auto">{one}</li>)}</ul>
      <dl className={css.facts}>
        <div><dt><Term measure="conversations">{t("intelligence.conversations")}</Term></dt><dd><Link className={css.value} to={rowsOf(period, kept)} data-testid="topic-rows">{format.number(topic.conversations)}</Link><ChangeMark change={changeOf(topic.conversations, topic.before)} fresh={topic.before === 0} hint={t("intelligence.beforeCount", { count: topic.before })} /></dd></div>
        <div><dt><Term measure="share">{t("intelligence.topic.share")}</Term></dt><dd>{figures.share(topic.share)}</dd></div>
        <div><dt><Term measure="mean">{t("intelligence.mean")}</Term></dt><dd><MeanMark mean={topic.mean} /><ChangeMark change={meanChange(topic.mean, topic.before_mean, topic.before)} more="good" score hint={t("intelligence.beforeMean", { value: topic.before_mean === null ? "–" : figures.score(topic.before_mean) })} /></dd></div>
        <div><dt><Term measure="weeks">{t("intelligence.topic.weeks")}</Term></dt><dd><Spark weeks={topic.weeks} label={t("intelligence.topic.weeksOf", { weeks: topic.weeks.map(format.number).join(", ") })} /></dd></div>
      </dl>
    </header>
  );
}
