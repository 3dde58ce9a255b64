import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Conversation } from "../api/types";
import { CallWords } from "../calls/CallWords";
import { saysCall } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { SentimentDot } from "../parts/SentimentDot";
import { moodNow } from "../parts/mood";
import { conversations } from "../state/live";
import { useStore } from "../state/store";
import css from "./Customer.module.css";
import { Section } from "./Section";
import { useContactConversations } from "./useContact";

/** What is still open with this customer, and what was before. */
export function Matters({ contactId, openId }: { contactId: string; openId?: string }) {
  const { t } = useTranslation();
  const listed = useContactConversations(contactId).data?.items ?? [];
  const known = useStore(conversations, (value) => value);
  const all = listed.map((one) => known.get(one.id) ?? one);
  const open = all.filter((one) => one.category !== "closed");
  const closed = all.filter((one) => one.category === "closed");
  return (
    <>
      <Section title={t("customer.open")}>
        {open.length === 0 && <Text size="sm" c="dimmed">{t("customer.noOpen")}</Text>}
        {open.map((one) => <Matter key={one.id} one={one} here={one.id === openId} />)}
      </Section>
      {closed.length > 0 && <Section title={t("customer.history")}>{closed.map((one) => <Matter key={one.id} one={one} here={one.id === openId} />)}</Section>}
    </>
  );
}

function Matter({ one, here }: { one: Conversation; here: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Link to={`/inbox/${one.id}`} className={css.matter} aria-current={here ? "page" : undefined}>
      <span className={css.line}>
        <ChannelIcon channel={one.channel} />
        <b className="ltr">#{one.number}</b>
        <Text span size="xs" c="dimmed">{t(`state.${one.state}`)}</Text>
        <SentimentDot value={moodNow(one)} />
        <Text span size="xs" c="dimmed" ms="auto">{format.brief(one.changed_at, serverNow())}</Text>
      </span>
      <div className={css.words} dir="auto">{saysCall(one) ? <CallWords one={one} /> : (one.channel === "email" && one.subject) || (one.last_message?.text ?? one.subject)}</div>
    </Link>
  );
}
