import { IconPencil, IconUsersPlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { useMe } from "../app/session";
import css from "./Composer.module.css";
import { Recipients } from "./Recipients";
import { missing, subjectOf } from "./addressing";
import { isAddress } from "./recipients";
import type { MailBody } from "./types";

interface Props { one: Conversation; mail: MailBody; onChange: (change: Partial<MailBody>) => void }

/** To whom and about what: one quiet line, until somebody wants to change it. */
export function AddressLines({ one, mail, onChange }: Props) {
  const { t } = useTranslation();
  const language = useMe().inboxes.find((inbox) => inbox.id === one.inbox.id)?.language ?? "en";
  const [asked, setAsked] = useState(false);
  const [copies, setCopies] = useState({ cc: false, bcc: false });
  const all = [...mail.to, ...mail.cc, ...mail.bcc];
  const open = asked || (mail.forward && mail.to.length === 0) || all.some((address) => !isAddress(address));
  const others = missing(mail, one);
  const cc = copies.cc || mail.cc.length > 0;
  const bcc = copies.bcc || mail.bcc.length > 0;
  const addAll = (): void => onChange({ cc: [...mail.cc, ...others] });
  if (!open) {
    return (
      <div className={css.summary}>
        <button type="button" className={css.summaryText} onClick={() => setAsked(true)} aria-expanded={false} data-testid="mail-summary">
          <span className={css.quiet}>{t("mail.field.to")}</span> <span className="ltr">{mail.to.join(", ")}</span>
          {mail.cc.length > 0 && <><span className={css.quiet}> {t("mail.field.cc")}</span> <span className="ltr">{mail.cc.join(", ")}</span></>}
          {mail.bcc.length > 0 && <><span className={css.quiet}> {t("mail.field.bcc")}</span> <span className="ltr">{mail.bcc.join(", ")}</span></>}
          <span className={css.quiet}> · <bdi>{subjectOf(mail, one, language)}</bdi></span>
          <IconPencil size={13} aria-hidden className={css.pencil} />
          <span className="visually-hidden">{t("mail.change")}</span>
        </button>
        {others.length > 0 && !mail.forward && (
          <button type="button" className={css.small} onClick={addAll} data-testid="mail-reply-all"><IconUsersPlus size={14} aria-hidden />{t("mail.addOthers", { count: others.length })}</button>
        )}
      </div>
    );
  }
  return (
    <div className={css.lines} data-testid="mail-lines">
      <Recipients label={t("mail.field.to")} value={mail.to} onChange={(to) => onChange({ to })} testId="mail-to" autoFocus={mail.forward && mail.to.length === 0}>
        {!cc && <button type="button" className={css.small} onClick={() => setCopies({ ...copies, cc: true })} data-testid="mail-add-cc">{t("mail.field.cc")}</button>}
        {!bcc && <button type="button" className={css.small} onClick={() => setCopies({ ...copies, bcc: true })} data-testid="mail-add-bcc">{t("mail.field.bcc")}</button>}
      </Recipients>
      {cc && <Recipients label={t("mail.field.cc")} value={mail.cc} onChange={(next) => onChange({ cc: next })} testId="mail-cc" autoFocus={copies.cc && mail.cc.length === 0} />}
      {bcc && <Recipients label={t("mail.field.bcc")} value={mail.bcc} onChange={(next) => onChange({ bcc: next })} testId="mail-bcc" autoFocus={copies.bcc && mail.bcc.length === 0} />}
      <div className={css.line}>
        <label className={css.label} htmlFor="mail-subject">{t("mail.field.subject")}</label>
        <input id="mail-subject" className={css.subject} dir="auto" maxLength={250} value={mail.subject} placeholder={subjectOf({ ...mail, subject: "" }, one, language)} onChange={(event) => onChange({ subject: event.currentTarget.value })} data-testid="mail-subject-input" />
      </div>
    </div>
  );
}
