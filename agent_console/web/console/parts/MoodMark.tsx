import { Tooltip } from "@mantine/core";
import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Mood } from "../api/analysis";
import { labelOf } from "./mood";
import css from "./parts.module.css";

/** A conversation's mood from where it began to where it stands: one dot as long as that is the same. */
export function MoodMark({ mood }: { mood: Mood }) {
  const { t } = useTranslation();
  const [start, now] = [labelOf(mood.start), labelOf(mood.end)];
  const same = start === now;
  const words = t("mood.label", { mood: same ? t(`sentiment.${now}`) : t("mood.change", { start: t(`sentiment.${start}`), now: t(`sentiment.${now}`) }) });
  return (
    <Tooltip label={words}>
      <span className={css.moods} role="img" aria-label={words} data-testid="conversation-mood" data-start={start} data-now={now}>
        {!same && <><span className={css.sentiment} data-value={start} /><IconArrowRight size={11} stroke={2} className={css.towards} /></>}
        <span className={css.sentiment} data-value={now} />
      </span>
    </Tooltip>
  );
}
