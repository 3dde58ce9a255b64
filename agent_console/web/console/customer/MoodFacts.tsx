import { IconArrowRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Mood } from "../api/analysis";
import { hasLow, labelOf } from "../parts/mood";
import dots from "../parts/parts.module.css";
import { useJump } from "../timeline/useJump";
import css from "./Customer.module.css";

interface Props { mood: Mood; conversation: string; onJump: (() => void) | undefined }

/** How a conversation's customer felt at first and feels now, and the worst moment between, which a click goes to. */
export function MoodFacts({ mood, conversation, onJump }: Props) {
  const { t } = useTranslation();
  const jump = useJump(conversation);
  const [start, now] = [labelOf(mood.start), labelOf(mood.end)];
  const low = (): void => {
    onJump?.();
    jump(mood.lowest_seq);
  };
  return (
    <div className={css.moodLine} data-testid="about-mood">
      <Feeling value={start} />
      {start !== now && <><IconArrowRight size={13} className={dots.towards} role="img" aria-label={t("mood.then")} /><Feeling value={now} /></>}
      {mood.trend !== "steady" && start === now && <span className={css.trend}>{t(`mood.${mood.trend}`)}</span>}
      {hasLow(mood) && <button type="button" className={css.low} onClick={low} data-testid="mood-lowest">{t("mood.lowest")}</button>}
    </div>
  );
}

function Feeling({ value }: { value: "positive" | "neutral" | "negative" }) {
  const { t } = useTranslation();
  return <span className={dots.moods}><span className={dots.sentiment} data-value={value} aria-hidden />{t(`sentiment.${value}`)}</span>;
}
