import { Badge, Button } from "@mantine/core";
import {
  IconChevronDown, IconChevronRight, IconClockHour4, IconPhone, IconPhoneCall, IconPhoneIncoming, IconPhoneOff, IconPhoneOutgoing, IconRecordMail, IconTrash,
} from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { memo, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { CallCard as Card, Recording } from "../api/calls";
import type { Conversation, Entry } from "../api/types";
import { useFormat } from "../format/time";
import { tellProblem } from "../parts/notify";
import css from "./Card.module.css";
import { Number } from "./Number";
import { Player, type Playing } from "./Player";
import { Transcript } from "./Transcript";
import { useCanCall } from "./dial";
import { isOver } from "./model";
import { callOut } from "./orders";
import { isMissed, outcomeInWords } from "./words";

interface Props { entry: Entry; spoken: readonly Entry[]; one: Conversation; hit: number }

/** A call on the timeline: what became of it, how long each part took, its recordings, and what was said. */
export const CallCard = memo(function CallCard({ entry, spoken, one, hit }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const told = entry.data as unknown as Card;
  // The card is brought up to date by what is told of the call; the call itself, as long as it is this one, knows sooner.
  const card = one.call?.id === told.call ? { ...told, state: one.call.state } : told;
  const player = useRef<Playing>(null);
  const box = useRef<HTMLElement>(null);
  const hits = spoken.some((it) => it.seq === hit);
  const [chosen, setChosen] = useState<boolean | null>(null);
  useEffect(() => {
    if (hit === entry.seq) box.current?.scrollIntoView({ block: "center" });
  }, [hit, entry.seq]);
  const canCall = useCanCall();
  const missed = isMissed(card);
  const live = !isOver(card as never) && card.state !== "callback" && card.state !== "wrap_up";
  // What is being said is read along while it is said; afterwards it is folded, unless it was looked for.
  const open = chosen ?? (live || hits);
  const Icon = live ? IconPhoneCall : card.outcome === "voicemail" ? IconRecordMail : missed ? IconPhoneOff : card.direction === "in" ? IconPhoneIncoming : IconPhoneOutgoing;
  const recorded = (card.recordings ?? []).toSorted((a, b) => (a.at < b.at ? -1 : 1));
  const main = recorded.find((it) => it.kind === "call" && it.file) ?? recorded.find((it) => it.file);
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <article ref={box} className={css.card} data-testid="entry" data-kind="call" data-seq={entry.seq} data-state={card.state} data-outcome={card.outcome ?? undefined}
      data-tone={live ? "live" : missed ? "missed" : undefined} data-hit={hit === entry.seq || undefined} aria-label={t("call.card.label", { outcome: outcomeInWords(card, t) })}>
      <div className={css.head}>
        <span className={css.sign}><Icon size={18} stroke={1.9} aria-hidden /></span>
        <div className={css.title}>
          <b data-testid="call-outcome">{outcomeInWords(card, t)}</b>
          <span className={css.from}>
            <span>{t(`call.direction.${card.direction}`)}</span><span aria-hidden>·</span><Number value={card.theirs} />
            {card.agents.length > 0 && <><span aria-hidden>·</span><span dir="auto">{card.agents.map((it) => it.name).join(", ")}</span></>}
          </span>
        </div>
        <time dateTime={card.started_at} title={format.full(card.started_at)} className="tabular">{format.time(card.started_at)}</time>
      </div>
      <Lengths card={card} />
      {(card.disposition || card.note) && (
        <div className={css.about}>
          {card.disposition && <Badge variant="light" tt="none" radius="sm" data-testid="call-disposition">{card.disposition}</Badge>}
          {card.note && <p dir="auto" data-testid="call-note">{card.note}</p>}
        </div>
      )}
      {recorded.map((it) => <Recorded key={it.sid} recording={it} conversation={one.id} many={recorded.length > 1} handle={it === main ? player : undefined} />)}
      {spoken.length > 0 && (
        <div>
          <button type="button" className={css.fold} aria-expanded={open} onClick={() => setChosen(!open)} data-testid="transcript-toggle">
            <Chevron size={15} className={open ? undefined : css.flip} aria-hidden />{t("call.transcript", { count: spoken.length })}
          </button>
          {open && <Transcript spoken={spoken} hit={hit} onSeek={main ? (seconds) => player.current?.seek(seconds) : undefined} />}
        </div>
      )}
      {missed && canCall && card.theirs && !one.call?.state.match(/talking|on_hold|transferring|connecting|ringing|menu|queued|offered/) && <CallBack one={one} card={card} />}
    </article>
  );
});

function Lengths({ card }: { card: Card }) {
  const { t } = useTranslation();
  const format = useFormat();
  const all = [["wait", card.wait_s], ["talk", card.talk_s], ["hold", card.hold_s || null], ["wrapUp", card.wrap_up_s || null]] as const;
  const shown = all.filter(([, seconds]) => seconds !== null && seconds !== undefined && (seconds >= 1 || card.talk_s !== null));
  if (shown.length === 0) return null;
  return (
    <dl className={css.lengths}>
      {shown.map(([name, seconds]) => <div key={name} data-length={name}><dt>{t(`call.length.${name}`)}</dt><dd className="tabular">{format.duration(seconds ?? 0)}</dd></div>)}
    </dl>
  );
}

/** A recording as far as it is here: to be heard, still on its way, or deleted when its time was over. */
function Recorded({ recording, conversation, many, handle }: { recording: Recording; conversation: string; many: boolean; handle: React.Ref<Playing> | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className={css.recorded}>
      {many && <small>{t(`call.recording.${recording.kind}`)}, {format.time(recording.at)}</small>}
      {recording.deleted ? (
        <p className={css.gone} data-testid="recording-deleted"><IconTrash size={15} aria-hidden />{t("call.recording.deleted")}</p>
      ) : recording.file ? (
        <Player conversation={conversation} recording={recording} {...(handle && { handle })} />
      ) : (
        <p className={css.gone} data-testid="recording-coming"><IconClockHour4 size={15} aria-hidden />{t("call.recording.coming")}</p>
      )}
    </div>
  );
}

/** Calls them, within this matter: my own phone rings first. */
function CallBack({ one, card }: { one: Conversation; card: Card }) {
  const { t } = useTranslation();
  const wish = useRef(crypto.randomUUID());
  const call = useMutation({
    mutationFn: () => callOut(wish.current, { conversation_id: one.id, address: card.theirs }),
    onError: tellProblem,
    onSettled: () => void (wish.current = crypto.randomUUID()),
  });
  return (
    <Button size="compact-md" variant="light" w="fit-content" leftSection={<IconPhone size={16} />} loading={call.isPending} onClick={() => call.mutate()} data-testid="call-back-button">{t("call.callBack")}</Button>
  );
}
