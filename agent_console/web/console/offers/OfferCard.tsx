import { Button, Group, Kbd, Menu, Text } from "@mantine/core";
import { IconChevronDown } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Offer } from "../api/types";
import { useIsPhone } from "../app/Shell";
import { ScreenPop } from "../calls/ScreenPop";
import { type WithCall } from "../calls/model";
import { readable } from "../calls/numbers";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Face } from "../parts/Face";
import { PriorityMark } from "../parts/PriorityMark";
import { SentimentDot } from "../parts/SentimentDot";
import { moodNow } from "../parts/mood";
import css from "./Offers.module.css";
import { Ring } from "./Ring";
import { reasonInWords } from "./reasons";

const DECLINE = ["busy", "wrong_skill", "wrong_language", "break", "other"] as const;

interface Props { offer: Offer; busy: boolean; onAccept: () => void; onDecline: (reason: string) => void }

/** One conversation held out to me: who, by what channel, why me, for how long still. */
export function OfferCard({ offer, busy, onAccept, onDecline }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const phone = useIsPhone();
  const { conversation: one } = offer;
  const since = one.waiting_since ?? one.queued_at ?? offer.offered_at;
  return (
    <article className={css.card} data-testid="offer-card" data-offer={offer.id} aria-label={t("offer.label", { name: readable(one.contact.name) })}>
      <div className={css.head}>
        <Face id={one.contact.id} name={one.contact.name} size={40} />
        <div className={css.who}>
          <Group gap={6} wrap="nowrap"><b dir="auto"><bdi>{readable(one.contact.name)}</bdi></b><PriorityMark priority={one.priority} /><SentimentDot value={moodNow(one)} /></Group>
          <Text size="xs" c="dimmed" component="div" className={css.channel}>
            <ChannelIcon channel={one.channel} size={14} /><span className={css.inbox}>{one.inbox.name}</span><span aria-hidden>·</span>
            <span className="tabular" role="timer">{t("wait.waits", { time: format.duration((now - Date.parse(since)) / 1000) })}</span>
          </Text>
        </div>
        <Ring from={offer.offered_at} until={offer.expires_at} />
      </div>
      {one.channel === "email" && one.subject && <p className={css.subject} dir="auto" data-testid="offer-subject">{one.subject}</p>}
      {one.call && <ScreenPop one={one as WithCall} />}
      {!one.call && one.last_message?.text && <p className={css.words}><span dir="auto">{one.last_message.text}</span></p>}
      {/* On a phone they are one line that is scrolled, which keys have to reach as well. */}
      <ul className={css.reasons} tabIndex={phone ? 0 : undefined} data-testid="offer-reasons" aria-label={t("offer.why")}>
        {offer.reasons.map((code) => <li key={code} data-code={code}>{reasonInWords(code, t, format)}</li>)}
      </ul>
      <Group gap={8} wrap="nowrap">
        <Button flex={1} loading={busy} onClick={onAccept} data-testid="offer-accept" rightSection={<Kbd size="xs" className={css.kbd}>↵</Kbd>}>{t("offer.accept")}</Button>
        <Menu position="top-end">
          <Menu.Target><Button variant="default" disabled={busy} rightSection={<IconChevronDown size={15} />} data-testid="offer-decline">{t("offer.decline")}</Button></Menu.Target>
          <Menu.Dropdown>
            <Menu.Label>{t("offer.declineWhy")}</Menu.Label>
            {DECLINE.map((reason) => <Menu.Item key={reason} onClick={() => onDecline(reason)} data-testid={`decline-${reason}`}>{t(`offer.reasons.${reason}`)}</Menu.Item>)}
          </Menu.Dropdown>
        </Menu>
      </Group>
    </article>
  );
}
