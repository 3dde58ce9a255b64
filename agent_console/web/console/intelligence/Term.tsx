import { Tooltip } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import css from "./Intelligence.module.css";

/** The figures of analysis; what each means stands in docs/metrics.md and, in words, in `intelligence.measure.*`. */
export type Measure = "conversations" | "mean" | "worsened" | "alerts" | "mood" | "topics" | "keywords" | "watch" | "intents" | "channels" | "languages" | "change" | "share" | "weeks" | "rows";

/** What a figure is called. Its definition shows on hover, focus and tap. */
export function Term({ measure, children }: { measure: Measure; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    <Tooltip label={t(`intelligence.measure.${measure}`)} multiline w={290} fz={13} p={10} openDelay={150} events={{ hover: true, focus: true, touch: true }}>
      <button type="button" className={css.term}>{children}</button>
    </Tooltip>
  );
}
