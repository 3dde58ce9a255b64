import { Checkbox } from "@mantine/core";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Conversation } from "../api/types";
import { CallWords } from "../calls/CallWords";
import { CallActs, CallLine, Waited } from "../calls/lists/CallRow";
import { type CallList, callKindOf } from "../calls/lists/kinds";
import type { WithCall } from "../calls/model";
import { readable } from "../calls/numbers";
import { lastWords, saysCall } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import { PriorityMark } from "../parts/PriorityMark";
import { SentimentDot } from "../parts/SentimentDot";
import { moodNow } from "../parts/mood";
import css from "./Inbox.module.css";
import { Wait } from "./Wait";
import { toggle } from "./selection";

interface Props { one: Conversation; top: number; open: boolean; ticked: boolean; ticking: boolean; gone: boolean; index: number; total: number; viewer: string; /** The list of calls that it stands in, if it is one. */ list: CallList | null }

/** One conversation in the list: who, by what channel, the last words, and how long they wait. */
export const Row = memo(function Row({ one, top, open, ticked, gone, index, total, viewer, list }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const last = one.last_message;
  const subject = one.channel === "email" ? one.subject : "";
  const words = lastWords(one, t, format, serverNow()) || one.subject || t("list.noWords");
  const asCall = list && callKindOf(one) === list ? (one as WithCall) : null;
  return (
    <div className={css.row} role="listitem" aria-setsize={total} aria-posinset={index + 1} style={{ transform: `translateY(${top}px)` }}
      data-testid="conversation-row" data-id={one.id} data-open={open || undefined} data-unread={one.unread > 0 || undefined}
      data-ticked={ticked || undefined} data-gone={gone || undefined} data-calls={asCall ? true : undefined}>
      <Link to={asCall ? `/inbox/${one.id}?seq=${asCall.call.seq}` : `/inbox/${one.id}`} className={css.link} aria-current={open ? "page" : undefined}
        aria-label={t("list.rowLabel", { name: readable(one.contact.name), channel: t(`channel.${one.channel}`), words: subject && words !== subject ? `${subject} – ${words}` : words })} />
      <div className={css.face}>
        <span className={css.who}><Face id={one.contact.id} name={one.contact.name} channel={one.channel} /></span>
        <span className={css.tick}><Checkbox size="sm" checked={ticked} onChange={() => toggle(one.id)} aria-label={t("list.tick", { name: readable(one.contact.name) })} /></span>
      </div>
      <div className={css.words}>
        <div className={css.top}>
          <span className={css.name} dir="auto"><bdi>{readable(one.contact.name)}</bdi></span>
          <PriorityMark priority={one.priority} />
          <SentimentDot value={moodNow(one)} />
          <time className={`${css.time} tabular`} dateTime={one.changed_at}>{format.brief((asCall && (asCall.call.message?.at ?? asCall.call.ended_at)) ?? last?.at ?? one.changed_at, serverNow())}</time>
        </div>
        <div className={css.top}>
          {last?.author === "agent" && !asCall && !saysCall(one) && <span className={css.we}>{t("list.we")}</span>}
          <span className={css.last} dir="auto">{subject && words !== subject && <b className={css.subject} data-testid="row-subject">{subject}</b>}{asCall && list ? <CallLine one={asCall} list={list} /> : saysCall(one) ? <CallWords one={one} /> : words}</span>
          {one.unread > 0 && !asCall && <span className={`${css.unread} tabular`} aria-label={t("list.unread", { count: one.unread })}>{format.number(one.unread)}</span>}
        </div>
        <div className={css.bottom}>
          <Wait one={one} />
          {asCall && <Waited one={asCall} />}
          {!asCall && one.state !== "active" && one.state !== "queued" && <span>{t(`state.${one.state}`)}</span>}
          {one.agent && one.agent.id !== viewer && <span className={css.queue}>{one.agent.name}</span>}
          {one.labels.slice(0, 2).map((label) => <span key={label} className={css.label}>{label}</span>)}
          {one.labels.length > 2 && <span>+{format.number(one.labels.length - 2)}</span>}
          {(!one.agent || one.agent.id === viewer) && one.queue && <span className={css.queue}>{one.queue.name}</span>}
        </div>
      </div>
      {asCall && list && <CallActs one={asCall} list={list} />}
    </div>
  );
});
