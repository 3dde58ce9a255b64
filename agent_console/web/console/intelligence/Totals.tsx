import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { ChangeMark } from "./Marks";
import { type Measure, Term } from "./Term";
import { useOpenAlerts } from "./alerting";
import { type Narrowing, changeOf, meanChange, moodOf, rowsOf } from "./figures";
import type { Overview } from "./types";
import { useFigures } from "./useFigures";

/** The four figures to begin with, each with what it was before and the way to its rows. */
export function Totals({ data, kept }: { data: Overview; kept: Narrowing }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const alerts = useOpenAlerts();
  const { sentiment } = data;
  const before = (value: string): string => t("intelligence.before", { value, period: figures.period({ from: data.compared_from, to: data.compared_to }) });
  return (
    <div className={css.totals} data-testid="totals">
      <Total measure="conversations" name={t("intelligence.conversations")} to={data.conversations ? rowsOf(data, kept) : null} value={format.number(data.conversations)}
        change={<ChangeMark change={changeOf(data.conversations, data.before)} fresh={data.before === 0} hint={before(format.number(data.before))} />} />
      <Total measure="mean" name={t("intelligence.mean")} to={null} mood={moodOf(sentiment.mean)} value={sentiment.mean === null ? "–" : figures.score(sentiment.mean)}
        change={<ChangeMark change={meanChange(sentiment.mean, sentiment.before_mean, data.before)} more="good" score hint={before(sentiment.before_mean === null ? "–" : figures.score(sentiment.before_mean))} />} />
      <Total measure="worsened" name={t("intelligence.worsened")} to={data.worsened ? rowsOf(data, { ...kept, worsened: "true" }) : null} value={format.number(data.worsened)}
        change={<ChangeMark change={changeOf(data.worsened, data.worsened_before)} fresh={data.worsened_before === 0} more="bad" hint={before(format.number(data.worsened_before))} />} />
      <Total measure="alerts" name={t("intelligence.openAlerts")} to="/alerts" value={!alerts.known ? "–" : alerts.more ? t("intelligence.alerts.moreThan", { count: alerts.count }) : format.number(alerts.count)} />
    </div>
  );
}

interface TotalProps { measure: Measure; name: string; value: string; to: string | null; mood?: string | null; change?: ReactNode }

function Total({ measure, name, value, to, mood, change }: TotalProps) {
  const { t } = useTranslation();
  const shown = <>{mood && <><i className={css.dot} data-mood={mood} aria-hidden /><span className="visually-hidden">{t(`sentiment.${mood}`)}</span></>}<bdi>{value}</bdi></>;
  return (
    <div className={css.total} data-testid={`total-${measure}`}>
      <b>{to ? <Link to={to} className={css.value}>{shown}<span className="visually-hidden">{t("intelligence.showRows", { name })}</span></Link> : shown}</b>
      {change}
      <div><Term measure={measure}>{name}</Term></div>
    </div>
  );
}
