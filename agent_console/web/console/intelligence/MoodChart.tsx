import { BarChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFormat } from "../format/time";
import { SpanWords, spanIn, useAxes } from "./charting";
import css from "./Intelligence.module.css";
import { type Narrowing, rowsOf } from "./figures";
import type { Span } from "./period";

/** From the ground up: what went badly stands where it can be compared. */
const SERIES = (["negative", "neutral", "positive"] as const).map((name) => ({ name, color: `var(--mood-${name})` }));

/** Conversations by mood, one bar a day or week; a press on a part of a bar opens its conversations. */
export default function MoodChart({ spans, kept, title }: { spans: Span[]; kept: Narrowing; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const navigate = useNavigate();
  const axes = useAxes(format.number);
  return (
    <BarChart h={250} data={spans} dataKey="day" type="stacked" series={SERIES} className={css.chart ?? ""} data-testid="mood-chart" gridAxis="x" tickLine="none" maxBarWidth={34} {...axes}
      yAxisProps={{ ...axes.yAxisProps, allowDecimals: false }}
      barProps={({ name }) => ({
        style: { cursor: "pointer" },
        onClick: (bar) => {
          const span = (bar as { payload?: Span }).payload;
          if (span) void navigate(rowsOf(span, { ...kept, label: name }));
        },
      })}
      barChartProps={{ title: t("intelligence.chartLabel", { title }), barCategoryGap: "18%" }}
      tooltipProps={{ content: ({ payload }) => <SpanWords span={spanIn(payload)} />, isAnimationActive: false }} />
  );
}
