import { IconLock } from "@tabler/icons-react";
import { memo, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Entry } from "../api/types";
import { useMe } from "../app/session";
import { readable } from "../calls/numbers";
import { useFormat } from "../format/time";
import { MailMessage } from "../mail/MailMessage";
import { mailOf } from "../mail/types";
import { Attachments } from "./Attachments";
import { DeliveryMark } from "./DeliveryMark";
import { RichText } from "./RichText";
import { Tags } from "./Tags";
import css from "./Timeline.module.css";

interface Props { entry: Entry; joined: boolean; one: Conversation; hit: boolean }

/** A message, a mail, or a note. */
export const Message = memo(function Message(props: Props) {
  const mail = mailOf(props.entry);
  return mail ? <MailMessage entry={props.entry} mail={mail} one={props.one} hit={props.hit} /> : <Bubble {...props} />;
});

function Bubble({ entry, joined, one, hit }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (hit) box.current?.scrollIntoView({ block: "center" });
  }, [hit]);
  const out = entry.direction === "out" || entry.kind === "note";
  const name = entry.author.id === me.user.id ? t("conversation.you") : readable(entry.author.name);
  return (
    <div className={css.entry} ref={box} data-testid="entry" data-seq={entry.seq} data-kind={entry.kind} data-out={out || undefined}
      data-note={entry.kind === "note" || undefined} data-joined={joined || undefined} data-hit={hit || undefined}>
      {joined ? <span className="visually-hidden">{name}</span> : (
        <div className={css.who}>
          {entry.kind === "note" && <IconLock size={12} aria-hidden />}
          <b dir="auto">{name}</b>
          {entry.kind === "note" && <span>{t("entry.note")}</span>}
          {entry.author.type === "bot" && <span>{t("entry.bot")}</span>}
          <time dateTime={entry.at} title={format.full(entry.at)} className="tabular">{format.time(entry.at)}</time>
        </div>
      )}
      {entry.text && <div className={css.bubble} dir="auto"><RichText text={entry.text} mentions={entry.kind === "note"} /></div>}
      <Attachments files={entry.attachments} />
      <div className={css.under}>
        {entry.direction === "in" && <Tags entry={entry} one={one} />}
        {entry.direction === "out" && <DeliveryMark entry={entry} one={one} />}
      </div>
    </div>
  );
}
