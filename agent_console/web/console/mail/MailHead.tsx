import { IconChevronDown } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Entry } from "../api/types";
import { useMe } from "../app/session";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import css from "./Mail.module.css";
import { nameOf } from "./recipients";
import type { MailData, Person } from "./types";

interface Props { entry: Entry; mail: MailData; one: Conversation; children: React.ReactNode }

/** From whom, to whom, and when; all addresses on a click. */
export function MailHead({ entry, mail, one, children }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const [open, setOpen] = useState(false);
  const out = entry.direction === "out";
  const author = entry.author.id === me.user.id ? t("conversation.you") : entry.author.name;
  const from = !out && mail.from ? nameOf(mail.from) : author;
  const to: Person[] = mail.to?.length ? mail.to : out ? [{ address: one.address, name: one.contact.name }] : [];
  const others = to.length + (mail.cc?.length ?? 0) + (mail.bcc?.length ?? 0) - 1;
  const [first] = to;
  const whom = out && first
    ? others > 0 ? t("mail.toAndOthers", { name: nameOf(first), count: others }) : t("mail.to", { name: nameOf(first) })
    : others > 0 ? t("mail.toYouAndOthers", { count: others }) : t("mail.toYou");
  const people = (label: string, list: Person[] | undefined) => list && list.length > 0 && <Line label={label} people={list} />;
  return (
    <>
      <div className={css.head}>
        <Face id={out ? (entry.author.id ?? entry.author.name) : one.contact.id} name={out ? entry.author.name : from} size={32} />
        <div className={css.who}>
          <div className={css.fromLine}>
            <b dir="auto">{from}</b>
            {entry.author.type === "bot" && <span>{t("entry.bot")}</span>}
            {!out && mail.from?.name && <span className={`${css.address} ltr`}>{mail.from.address}</span>}
          </div>
          <button type="button" className={css.toLine} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="mail-people">
            <span dir="auto">{whom}</span><IconChevronDown size={13} aria-hidden className={open ? css.up : undefined} />
          </button>
        </div>
        <time dateTime={entry.at} title={format.full(mail.date ?? entry.at)} className={`${css.time} tabular`}>{format.time(entry.at)}</time>
        {children}
      </div>
      {open && (
        <dl className={css.people} data-testid="mail-people-list">
          {mail.from && <Line label={t("mail.field.from")} people={[mail.from]} />}
          {people(t("mail.field.to"), to)}
          {people(t("mail.field.cc"), mail.cc)}
          {people(t("mail.field.bcc"), mail.bcc)}
          {people(t("mail.field.replyTo"), mail.reply_to?.filter((each) => each.address !== mail.from?.address))}
          {mail.subject && <><dt>{t("mail.field.subject")}</dt><dd dir="auto">{mail.subject}</dd></>}
          <dt>{t("mail.field.date")}</dt><dd>{format.full(mail.date ?? entry.at)}</dd>
        </dl>
      )}
    </>
  );
}

function Line({ label, people }: { label: string; people: Person[] }) {
  return (
    <>
      <dt>{label}</dt>
      <dd>{people.map((each, i) => (
        <span key={each.address + i}>{each.name && <><span dir="auto">{each.name}</span>{" "}</>}<span className="ltr">{each.name ? `<${each.address}>` : each.address}</span></span>
      ))}</dd>
    </>
  );
}
