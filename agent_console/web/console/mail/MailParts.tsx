import { IconAddressBook, IconCalendarEvent, IconCertificate, IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Attachment, Entry } from "../api/types";
import { FileList } from "./FileList";
import css from "./Mail.module.css";
import { type MailData, type Shown, cardLines, sortParts } from "./types";

/** The files of a mail: dangerous ones ask first, calendar and contact parts say what is in them. */
export function MailParts({ entry, mail }: { entry: Entry; mail: MailData }) {
  const { cards, files } = sortParts(entry, mail);
  return (
    <>
      {cards.map((one) => <PartCard key={one.file.id} one={one} />)}
      <FileList files={files} />
    </>
  );
}

/** By the name as well: calendars and contact cards are known as plain text by their content. */
function iconOf({ content_type: type, name }: Attachment): typeof IconCalendarEvent {
  if (type.includes("calendar") || /\.(ics|vcs)$/i.test(name)) return IconCalendarEvent;
  return type.includes("vcard") || /\.(vcf|vcard)$/i.test(name) ? IconAddressBook : IconCertificate;
}

function PartCard({ one }: { one: Shown }) {
  const { t } = useTranslation();
  const Icon = iconOf(one.file);
  return (
    <div className={css.card} data-testid="mail-card">
      <Icon size={22} stroke={1.6} aria-hidden />
      <div className={css.cardBody}>
        {cardLines(one.summary).map((block, i) => (
          <dl key={i}>
            {block.map((line, j) => line.label
              ? <div key={j} data-first={j === 0 || undefined}><dt>{line.label}</dt><dd dir="auto">{line.value}</dd></div>
              : <div key={j}><dd dir="auto">{line.value}</dd></div>)}
          </dl>
        ))}
        <a href={one.file.url} download={one.file.name} className={css.quietLink}><IconDownload size={13} aria-hidden />{t("mail.download", { name: one.file.name })}</a>
      </div>
    </div>
  );
}
