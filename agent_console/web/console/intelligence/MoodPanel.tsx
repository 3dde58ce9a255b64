import { Button, Skeleton } from "@mantine/core";
import { IconChartBar, IconTable } from "@tabler/icons-react";
import { Suspense, lazy, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { Panel } from "./Panel";
import { SpanTable } from "./SpanTable";
import { type Narrowing, rowsOf } from "./figures";
import { type Period, spansOf, sumOf } from "./period";
import type { DayFigures } from "./types";

// The charts are the heaviest part of the console: they come when they are looked at.
const MoodChart = lazy(() => import("./MoodChart"));
const MeanChart = lazy(() => import("./MeanChart"));

const MOODS = ["positive", "neutral", "negative"] as const;
interface Props { days: readonly DayFigures[]; period: Period; kept: Narrowing; withMean?: boolean }

/** Conversations by mood over time, as bars or as a table: the same figures, and the same way to their rows. */
export function MoodPanel({ days, period, kept, withMean }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [table, setTable] = useState(false);
  const spans = useMemo(() => spansOf(days, period), [days, period]);
  const sum = sumOf(days);
  const weekly = spans.some((one) => one.from !== one.to && Date.parse(one.to) - Date.parse(one.from) > 86_400_000);
  const title = t(weekly ? "intelligence.mood.byWeek" : "intelligence.mood.byDay");
  return (
    <Panel title={title} measure="mood" testId="mood-panel" aside={
      <Button size="compact-sm" variant="subtle" color="gray" aria-pressed={table} leftSection={table ? <IconChartBar size={16} /> : <IconTable size={16} />} onClick={() => setTable(!table)} data-testid="as-table">
        {t(table ? "intelligence.asChart" : "intelligence.asTable")}
      </Button>
    }>
      <ul className={css.legend} aria-label={t("intelligence.mood.legend")}>
        {MOODS.map((mood) => (
          <li key={mood}>
            <i className={css.key} data-mood={mood} aria-hidden />
            <Link to={rowsOf(period, { ...kept, label: mood })}>{t(`sentiment.${mood}`)}</Link>
            <span className="tabular">{format.number(sum[mood])}</span>
          </li>
        ))}
      </ul>
      {table ? <SpanTable spans={spans} kept={kept} title={title} /> : (
        <Suspense fallback={<Skeleton h={withMean ? 400 : 250} radius="md" aria-label={t("common.loading")} />}>
          <MoodChart spans={spans} kept={kept} title={title} />
          {withMean && <><h3 className={css.subtitle}>{t("intelligence.mood.mean")}</h3><MeanChart spans={spans} title={t("intelligence.mood.mean")} /></>}
        </Suspense>
      )}
    </Panel>
  );
}
