import { IconAlertTriangle, IconCertificate, IconInfoCircle, IconLock, IconMailX, IconRobot, IconShieldX, IconUserQuestion, IconUsersGroup } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./Mail.module.css";
import type { MailData } from "./types";

/** What somebody should know before they believe a mail. */
export function MailNotes({ mail }: { mail: MailData }) {
  const { t } = useTranslation();
  const notes = [
    mail.kind === "auto-reply" && ["auto", IconRobot, t("mail.note.autoReply"), ""],
    mail.kind === "list" && ["list", IconUsersGroup, t("mail.note.list"), ""],
    mail.kind === "bounce" && ["bounce", IconMailX, t("mail.note.bounce"), "warn"],
    mail.stranger && ["stranger", IconUserQuestion, t("mail.note.stranger", { address: mail.from?.address ?? "" }), "warn"],
    mail.authentication === "fail" && ["authentication", IconShieldX, t("mail.note.authentication"), "bad"],
    mail.sealed === "signed" && ["signed", IconCertificate, t("mail.note.signed"), ""],
    mail.sealed === "encrypted" && ["encrypted", IconLock, t("mail.note.encrypted"), ""],
  ].filter((note): note is [string, typeof IconRobot, string, string] => Array.isArray(note));
  // What a part says of itself stands on its card.
  const told = new Set(Object.values(mail.parts ?? {}).map((part) => part.summary));
  const problems = (mail.problems ?? []).filter((words) => !told.has(words));
  if (notes.length + problems.length === 0) return null;
  return (
    <ul className={css.notes} aria-label={t("mail.notes")}>
      {notes.map(([key, Icon, words, tone]) => <li key={key} data-tone={tone || undefined} data-testid={`mail-note-${key}`}><Icon size={15} aria-hidden /><span>{words}</span></li>)}
      {problems.map((words) => <li key={words} data-testid="mail-note-problem"><IconInfoCircle size={15} aria-hidden /><span dir="auto">{words}</span></li>)}
    </ul>
  );
}

/** Which address a mail of ours did not reach, and why. */
export function Bounced({ mail }: { mail: MailData }) {
  const { t } = useTranslation();
  const recipients = mail.bounce?.recipients ?? [];
  if (recipients.length === 0) return null;
  return (
    <ul className={css.bounced} data-testid="mail-bounce">
      {recipients.map((each) => (
        <li key={each.address}>
          <IconAlertTriangle size={15} aria-hidden />
          <span>
            <b className="ltr">{each.address}</b>
            {" – "}{each.action === "delayed" ? t("mail.bounce.delayed") : t("mail.bounce.failed")}
            {(each.reason || each.status) && <span className={css.reason} dir="auto">{[each.status, each.reason].filter(Boolean).join(" · ")}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}
