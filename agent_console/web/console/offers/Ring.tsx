import { useTranslation } from "react-i18next";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import css from "./Offers.module.css";

const RADIUS = 17;
const AROUND = 2 * Math.PI * RADIUS;

/** The time left to answer, as a ring that runs out and the seconds in it. */
export function Ring({ from, until, size = 42 }: { from: string; until: string; size?: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const end = Date.parse(until);
  const left = Math.max(0, (end - useNow()) / 1000);
  const part = Math.min(1, left / Math.max(1, (end - Date.parse(from)) / 1000));
  const seconds = format.number(Math.ceil(left));
  return (
    <svg width={size} height={size} viewBox="0 0 42 42" className={css.ring} data-soon={left < 6 || undefined} role="timer" aria-label={t("offer.left", { seconds })} aria-live="off">
      <circle cx="21" cy="21" r={RADIUS} className={css.track} />
      <circle cx="21" cy="21" r={RADIUS} className={css.left} strokeDasharray={AROUND} strokeDashoffset={AROUND * (1 - part)} transform="rotate(-90 21 21)" />
      <text x="21" y="21" dominantBaseline="central" textAnchor="middle">{seconds}</text>
    </svg>
  );
}
