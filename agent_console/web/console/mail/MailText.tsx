import { useState } from "react";
import { useTranslation } from "react-i18next";
import { RichText } from "../timeline/RichText";
import css from "./Mail.module.css";
import { foldedOf, runsOf } from "./quoting";

/** The new words of a mail as plain text; what they answer is folded behind three dots. */
export function MailText({ text, full }: { text: string; full: string | undefined }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const folded = foldedOf(text, full);
  const dots = folded && (
    <button type="button" className={css.dots} aria-expanded={open} aria-label={t(open ? "mail.foldQuoted" : "mail.showQuoted")} title={t(open ? "mail.foldQuoted" : "mail.showQuoted")}
      onClick={() => setOpen(!open)} data-testid="mail-quoted">•••</button>
  );
  const whole = open && folded;
  return (
    <div className={css.text}>
      {whole && folded.before && <Quoted text={folded.before} />}
      {!(whole && folded.mixed) && text && <div dir="auto"><RichText text={text} mentions={false} /></div>}
      {dots}
      {whole && folded.after && <Quoted text={folded.after} />}
    </div>
  );
}

function Quoted({ text }: { text: string }) {
  return (
    <div className={css.quoted}>
      {runsOf(text).map((run, i) => (
        <div key={i} dir="auto" className={css.run} style={{ "--depth": Math.min(run.depth, 5) } as React.CSSProperties} data-depth={run.depth || undefined}>
          <RichText text={run.text} mentions={false} />
        </div>
      ))}
    </div>
  );
}
