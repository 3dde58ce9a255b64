import { Button } from "@mantine/core";
import { IconPhotoOff } from "@tabler/icons-react";
import { memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Entry } from "../api/types";
import { useStore } from "../state/store";
import { DeliveryMark } from "../timeline/DeliveryMark";
import { Tags } from "../timeline/Tags";
import timeline from "../timeline/Timeline.module.css";
import { HeadersDialog } from "./HeadersDialog";
import css from "./Mail.module.css";
import { MailFrame } from "./MailFrame";
import { MailHead } from "./MailHead";
import { MailMenu } from "./MailMenu";
import { Bounced, MailNotes } from "./MailNotes";
import { MailParts } from "./MailParts";
import { MailText } from "./MailText";
import { trust, trusted } from "./remote";
import { differs } from "./subject";
import type { MailData } from "./types";

interface Props { entry: Entry; mail: MailData; one: Conversation; hit: boolean }

/** A mail in the timeline: who to whom, its new words, its files, and what became of it. */
export const MailMessage = memo(function MailMessage({ entry, mail, one, hit }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [plain, setPlain] = useState(false);
  const [shown, setShown] = useState(false);
  const [report, setReport] = useState(false);
  const [headers, setHeaders] = useState(false);
  const sender = mail.from?.address.toLowerCase() ?? "";
  const always = useStore(trusted, (all) => sender !== "" && all.has(sender));
  useEffect(() => {
    if (hit) box.current?.scrollIntoView({ block: "center" });
  }, [hit]);
  const out = entry.direction === "out";
  const formatted = !!mail.has_html && !plain;
  const images = shown || always;
  const remote = formatted && !images && (mail.remote_images ?? 0) > 0;
  const quiet = mail.kind !== undefined && mail.kind !== "message";
  // Which address and why stands above: the report itself is for who wants to look closer.
  const folds = mail.kind === "bounce" && (mail.bounce?.recipients.length ?? 0) > 0;
  const toggle = mail.has_html ? setPlain : null;
  return (
    <article ref={box} className={css.mail} data-testid="entry" data-seq={entry.seq} data-kind={entry.kind} data-mail={mail.kind ?? "message"} data-out={out || undefined}
      data-quiet={quiet || undefined} data-hit={hit || undefined} aria-label={t("mail.label", { name: (!out && (mail.from?.name || mail.from?.address)) || entry.author.name })}>
      <MailHead entry={entry} mail={mail} one={one}>
        <MailMenu entry={entry} mail={mail} one={one} plain={plain} onPlain={toggle} onHeaders={() => setHeaders(true)} />
      </MailHead>
      <div className={css.body}>
        {mail.subject && differs(mail.subject, one.subject) && <div className={css.subject} dir="auto" data-testid="mail-subject">{mail.subject}</div>}
        <MailNotes mail={mail} />
        <Bounced mail={mail} />
        {remote && (
          <div className={css.remote} data-testid="mail-remote">
            <IconPhotoOff size={15} aria-hidden /><span>{t("mail.remoteOff", { count: mail.remote_images })}</span>
            <Button size="compact-xs" variant="light" onClick={() => setShown(true)} data-testid="mail-remote-show">{t("mail.remoteShow")}</Button>
            {sender && <Button size="compact-xs" variant="subtle" color="gray" onClick={() => trust(sender)}>{t("mail.remoteAlways")}</Button>}
          </div>
        )}
        {folds && <button type="button" className={css.more} aria-expanded={report} onClick={() => setReport(!report)} data-testid="mail-report">{t(report ? "mail.bounce.fold" : "mail.bounce.show")}</button>}
        {folds && !report ? null : formatted
          ? <MailFrame conversation={one.id} seq={entry.seq} images={images} title={t("mail.frame", { name: mail.from?.name || entry.author.name })} />
          : entry.text || mail.full_text || entry.attachments.length > 0
            ? <MailText text={entry.text} full={mail.full_text} />
            : <div className={css.handed}>{t("mail.noText")}</div>}
        {(!folds || report) && <MailParts entry={entry} mail={mail} />}
        {out && mail.quote && <div className={css.handed}>{t(mail.forward ? "mail.handedOn" : "mail.withQuote")}</div>}
      </div>
      <div className={`${timeline.under} ${css.under}`}>
        {!out && !quiet && <Tags entry={entry} one={one} />}
        {out && <DeliveryMark entry={entry} one={one} />}
      </div>
      {headers && <HeadersDialog conversation={one.id} seq={entry.seq} onClose={() => setHeaders(false)} />}
    </article>
  );
});
