import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Entry } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Timeline.module.css";
import { inWords } from "./activity";

/** More lines than this in a row are folded: the words of people matter more. */
const SHOWN = 2;

export function Activities({ entries }: { entries: readonly Entry[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const folded = !open && entries.length > SHOWN;
  const shown = folded ? entries.slice(-1) : entries;
  return (
    <>
      {folded && (
        <div className={css.activity}>
          <button type="button" className={css.fold} onClick={() => setOpen(true)} aria-expanded={false}>{t("activity.more", { count: entries.length - 1 })}</button>
        </div>
      )}
      {shown.map((entry) => (
        <div key={entry.id} className={css.activity} data-testid="entry" data-seq={entry.seq} data-kind="activity" data-activity={entry.activity}>
          <span>{inWords(entry, t, format)}</span>
          {entry.delivery?.state === "failed" && <span className={css.delivery} data-state="failed" dir="auto">{t("delivery.failed")}{entry.delivery.error && `: ${entry.delivery.error}`}</span>}
          <time dateTime={entry.at} title={format.full(entry.at)} className="tabular">{format.time(entry.at)}</time>
        </div>
      ))}
    </>
  );
}
