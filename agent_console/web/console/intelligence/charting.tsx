import { useDirection } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import type { Span } from "./period";
import { useFigures } from "./useFigures";

/** What all charts over time share: their days run as the language does, with its figures and dates. */
export function useAxes(tick: (value: number) => string) {
  const figures = useFigures();
  const rtl = useDirection().dir === "rtl";
  // A date stands in a drawing that runs from left to right: it keeps its own order.
  const day = (value: string): string => (rtl ? `\u2067${figures.day(value)}\u2069` : figures.day(value));
  return {
    xAxisProps: { reversed: rtl, tickFormatter: day, minTickGap: 26, interval: "preserveStartEnd" as const, padding: { left: 6, right: 6 } },
    yAxisProps: { orientation: rtl ? "right" as const : "left" as const, tickFormatter: tick, width: 46, tick: { transform: `translate(${rtl ? 6 : -6}, 0)`, fontSize: 12, fill: "currentColor" } },
  };
}

/** What a chart says of the span under the pointer or the arrow keys; told to screen readers as it changes. */
export function SpanWords({ span }: { span: Span | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const { dir } = useDirection();
  if (!span) return null;
  return (
    <div className={css.tip} role="status" dir={dir}>
      <b>{figures.period(span)}</b>
      <dl>
        {(["positive", "neutral", "negative"] as const).map((mood) => (
          <div key={mood}><dt><i className={css.key} data-mood={mood} aria-hidden />{t(`sentiment.${mood}`)}</dt><dd>{format.number(span[mood])}</dd></div>
        ))}
        <div><dt>{t("intelligence.conversations")}</dt><dd>{format.number(span.conversations)}</dd></div>
        {span.mean !== null && <div><dt>{t("intelligence.meanShort")}</dt><dd><bdi>{figures.score(span.mean)}</bdi></dd></div>}
      </dl>
    </div>
  );
}

/** The span that a chart's tooltip is about. */
export const spanIn = (payload: unknown): Span | undefined =>
  Array.isArray(payload) ? (payload[0] as { payload?: Span } | undefined)?.payload : undefined;
