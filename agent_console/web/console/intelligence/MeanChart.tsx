import { LineChart } from "@mantine/charts";
import "@mantine/charts/styles.css";
import { useTranslation } from "react-i18next";
import { SpanWords, spanIn, useAxes } from "./charting";
import css from "./Intelligence.module.css";
import type { Span } from "./period";
import { useFigures } from "./useFigures";

/** The mean mood over time, from −1 to 1: where nobody wrote, there is no line. */
export default function MeanChart({ spans, title }: { spans: Span[]; title: string }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const axes = useAxes(figures.score);
  return (
    <LineChart h={150} data={spans} dataKey="day" series={[{ name: "mean", color: "var(--p-accent)" }]} className={css.chart ?? ""} data-testid="mean-chart" gridAxis="x" tickLine="none" strokeWidth={2} connectNulls={false} {...axes}
      withDots={spans.length < 15} curveType="linear" yAxisProps={{ ...axes.yAxisProps, domain: [-1, 1], ticks: [-1, 0, 1] }}
      referenceLines={[{ y: 0, color: "var(--p-quiet)" }]} lineProps={{ isAnimationActive: false }} lineChartProps={{ title: t("intelligence.chartLabel", { title }) }}
      tooltipProps={{ content: ({ payload }) => <SpanWords span={spanIn(payload)} />, isAnimationActive: false }} />
  );
}
