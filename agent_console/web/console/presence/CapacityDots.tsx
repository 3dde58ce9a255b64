import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import css from "./Presence.module.css";

/** Units of one chat: an agent of 60 holds three (the server's weights of channels). */
const CHAT = 20;

/** How full an agent is, one dot for each chat that fits. A call, and light work beside it, may be more than the capacity: that is full. */
export function CapacityDots({ load, capacity }: { load: number; capacity: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const dots = Math.min(8, Math.max(1, Math.round(capacity / CHAT)));
  const each = capacity / dots;
  const label = t("presence.capacity", { load: format.percent(capacity ? Math.min(1, load / capacity) : 0) });
  return (
    <span className={css.dots} role="img" aria-label={label} title={label}>
      {Array.from({ length: dots }, (_, i) => {
        const part = Math.max(0, Math.min(1, (load - i * each) / each));
        return <span key={i} className={css.capacity} data-full={part >= 0.99 || undefined} data-part={(part > 0 && part < 0.99) || undefined} />;
      })}
    </span>
  );
}
