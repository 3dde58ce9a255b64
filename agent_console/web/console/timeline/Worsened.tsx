import { IconTrendingDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Entry } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Timeline.module.css";
import { useJump } from "./useJump";

/** The mood of the conversation worsened here: with the sentence that did it, which a click goes to. */
export function Worsened({ entry }: { entry: Entry }) {
  const { t } = useTranslation();
  const format = useFormat();
  const jump = useJump(entry.conversation);
  const sentence = typeof entry.data.sentence === "string" ? entry.data.sentence : "";
  return (
    <div className={css.worsened} data-testid="entry" data-seq={entry.seq} data-kind="activity" data-activity="worsened">
      <IconTrendingDown size={15} className={css.flip} aria-hidden />
      <span>
        {t("activity.moodWorsened")}
        {sentence && <button type="button" onClick={() => jump(Number(entry.data.seq))} aria-label={t("mood.toSentence", { sentence })} data-testid="worsened-sentence"><bdi dir="auto">{t("mood.quoted", { sentence })}</bdi></button>}
      </span>
      <time dateTime={entry.at} title={format.full(entry.at)} className="tabular">{format.time(entry.at)}</time>
    </div>
  );
}
