import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import css from "./Customer.module.css";
import { Section } from "./Section";
import { HEIGHT, WIDTH, type Mood, moodsOf, points } from "./moods";
import { useContactTimeline } from "./useContact";

/** More than this many messages say no more about where a mood is going. */
const SHOWN = 40;

/** How the customer felt, message by message, as far as their history is loaded. */
export function Sentiment({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const moods = moodsOf(useContactTimeline(contactId).entries).slice(-SHOWN);
  if (moods.length < 2) return null;
  return <Section title={t("customer.sentiment")}><Sparkline moods={moods} /></Section>;
}

function Sparkline({ moods }: { moods: readonly Mood[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const drawn = points(moods);
  const count = (value: string): string => format.number(moods.filter((one) => one.value === value).length);
  const latest = moods.at(-1)?.value ?? "neutral";
  const label = t("customer.sentimentOf", {
    count: moods.length, n: format.number(moods.length), positive: count("positive"), neutral: count("neutral"), negative: count("negative"), latest: t(`sentiment.${latest}`, latest),
  });
  const from = moods[0]?.at;
  return (
    <>
      <svg className={css.spark} viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label} data-testid="sentiment-line">
        <title>{label}</title>
        <line x1="0" x2={WIDTH} y1={HEIGHT / 2} y2={HEIGHT / 2} className={css.sparkZero} />
        <polyline points={drawn.map(({ x, y }) => `${x},${y}`).join(" ")} className={css.sparkLine} />
        {drawn.map(({ x, y }, i) => <circle key={i} cx={x} cy={y} r={i === drawn.length - 1 ? 3.6 : 2.2} data-value={moods[i]?.value} className={css.sparkDot} />)}
      </svg>
      <Text size="xs" c="dimmed" className={css.sparkEnds} aria-hidden><span>{from && format.brief(from, Date.now())}</span><span>{t(`sentiment.${latest}`, latest)}</span></Text>
    </>
  );
}
