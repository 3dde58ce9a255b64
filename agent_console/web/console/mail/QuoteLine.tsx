import { CloseButton } from "@mantine/core";
import { IconArrowForwardUp, IconBlockquote, IconPaperclip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation, Entry } from "../api/types";
import { useStore } from "../state/store";
import css from "./Composer.module.css";
import { quoting } from "./habits";
import { type MailBody, NO_MAIL, mailOf } from "./types";

interface Props { one: Conversation; mail: MailBody; quoted: Entry | null; onChange: (change: Partial<MailBody>) => void }

/** What stands below the letter: the message it answers, or the one it hands on with its files. */
export function QuoteLine({ one, mail, quoted, onChange }: Props) {
  const { t } = useTranslation();
  const on = useStore(quoting, (value) => value);
  if (!quoted) return null;
  const name = mailOf(quoted)?.from?.name || quoted.author.name;
  if (mail.forward) {
    return (
      <div className={css.quote} data-testid="mail-forwarding">
        <IconArrowForwardUp size={15} aria-hidden />
        <span className={css.quoteWords}>{t("mail.forwards", { name })}
          {quoted.attachments.length > 0 && <span className={css.files}><IconPaperclip size={13} aria-hidden />{quoted.attachments.map((file) => file.name).join(", ")}</span>}
        </span>
        <CloseButton size="sm" aria-label={t("mail.forwardNot")} onClick={() => onChange({ ...NO_MAIL, html: mail.html, to: [one.address] })} />
      </div>
    );
  }
  return (
    <button type="button" className={css.quote} aria-pressed={on} onClick={() => quoting.set(!on)} data-testid="mail-quote">
      <IconBlockquote size={15} aria-hidden />
      <span className={css.quoteWords}>{t(on ? "mail.quotes" : "mail.quotesNot", { name })}</span>
    </button>
  );
}
