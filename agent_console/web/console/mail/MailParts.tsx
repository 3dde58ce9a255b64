import { Button, Popover, Text } from "@mantine/core";
import { IconAddressBook, IconAlertTriangle, IconCalendarEvent, IconCertificate, IconDownload } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment, Entry } from "../api/types";
import { useFormat } from "../format/time";
import { Attachments } from "../timeline/Attachments";
import css from "./Mail.module.css";
import { type MailData, type Shown, cardLines, sortParts } from "./types";

/** So many files are shown at first. */
const SHOWN_FILES = 12;

/** The files of a mail: dangerous ones ask first, calendar and contact parts say what is in them. */
export function MailParts({ entry, mail }: { entry: Entry; mail: MailData }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [all, setAll] = useState(false);
  const sorted = sortParts(entry, mail);
  const { cards } = sorted;
  // Dangerous ones first: they are not to hide behind the fold.
  const ordered = [...sorted.files].sort((a, b) => Number(!!b.warning) - Number(!!a.warning));
  const folds = !all && ordered.length > SHOWN_FILES + 2;
  const files = folds ? ordered.slice(0, SHOWN_FILES) : ordered;
  const harmless = files.filter((one) => !one.warning).map((one) => one.file);
  const risky = files.filter((one) => one.warning);
  return (
    <>
      {cards.map((one) => <PartCard key={one.file.id} one={one} />)}
      <Attachments files={harmless} />
      {risky.length > 0 && <div className={css.risky}>{risky.map((one) => <Dangerous key={one.file.id} one={one} />)}</div>}
      {folds && (
        <button type="button" className={css.more} onClick={() => setAll(true)} data-testid="mail-more-files">
          {t("mail.moreFiles", { count: ordered.length - SHOWN_FILES, n: format.number(ordered.length - SHOWN_FILES) })}
        </button>
      )}
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

/** A file that may do harm: what is wrong with it is said before it can be had. */
function Dangerous({ one }: { one: Shown }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [asked, setAsked] = useState(false);
  return (
    <Popover opened={asked} onChange={setAsked} position="top-start" width={320} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className={css.danger} aria-expanded={asked} onClick={() => setAsked(!asked)} data-testid="mail-dangerous">
          <IconAlertTriangle size={17} aria-hidden />
          <span dir="auto">{one.file.name}</span><small>{format.bytes(one.file.size)}</small>
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("mail.dangerous")}>
        <Text size="sm" fw={600}>{t("mail.dangerous")}</Text>
        <Text size="sm" mt={4} dir="auto">{one.warning}</Text>
        <Button component="a" href={one.file.url} download={one.file.name} size="compact-sm" color="red" variant="light" mt="sm" onClick={() => setAsked(false)}>{t("mail.downloadAnyway")}</Button>
      </Popover.Dropdown>
    </Popover>
  );
}
