import { Tooltip } from "@mantine/core";
import { IconAlertCircle, IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import css from "./Supervisor.module.css";
import { type Measure, rowsOf } from "./figures";
import type { Tone } from "./thresholds";

const MARKS = { good: IconCircleCheck, warn: IconAlertTriangle, bad: IconAlertCircle };

/** A tone as a sign, for those who do not see its colour; calm needs none. */
export function ToneMark({ tone, size = 16 }: { tone: Tone; size?: number }) {
  const { t } = useTranslation();
  if (tone === "calm") return null;
  const Mark = MARKS[tone];
  return <Mark size={size} stroke={2.1} className={css.mark} data-tone={tone} role="img" aria-label={t(`tone.${tone}`)} />;
}

/** What a figure is called. Its definition shows on hover, focus and tap, also in full screen. */
export function Term({ measure, children }: { measure: Measure; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`measure.${measure}`)} multiline w={270} fz={13} p={10} withinPortal={false} openDelay={150} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={css.term}>{children}</button>
    </Tooltip>
  );
}

interface ValueProps { measure: Measure; queue?: { id: string; name: string }; name: string; empty?: boolean; children: ReactNode }

/** A figure that opens the rows it was made of, where it was made of any. */
export function Value({ measure, queue, name, empty, children }: ValueProps) {
  const { t } = useTranslation();
  const to = empty ? undefined : rowsOf(measure, queue?.id);
  if (!to) return <>{children}</>;
  const label = queue ? t("supervisor.rowsIn", { name, queue: queue.name }) : t("supervisor.rows", { name });
  return <Link to={to} className={css.value}>{children}<span className="visually-hidden">{label}</span></Link>;
}
