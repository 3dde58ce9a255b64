import { IconPencil, IconPhone, IconPhoneIncoming } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { QueueStats } from "../api/types";
import { useFormat } from "../format/time";
import { SentimentDot } from "../parts/SentimentDot";
import { labelOf } from "../parts/mood";
import presence from "../presence/Presence.module.css";
import { Term, ToneMark, Value } from "./Figure";
import css from "./Supervisor.module.css";
import type { Measure } from "./figures";
import { type Tone, levelTone, waitTone, waited, worst } from "./thresholds";

/** `callers`: those who wait on the line; null where nobody calls. */
export function QueueCard({ one, now, callers }: { one: QueueStats; now: number; callers: number | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { service_level: level } = one;
  const wait = waited(one.longest_wait_since, now);
  const tone = waitTone(wait, level.target_s);
  const unstaffed = one.waiting > 0 && one.agents.available === 0;
  const said = tone !== "calm" ? t(`tone.wait.${tone}`) : unstaffed ? t("tone.unstaffed") : "";
  const big = (measure: Measure, name: string, figure: string, empty: boolean, colour: Tone) => (
    <div data-tone={colour}>
      <b><Value measure={measure} queue={one.queue} name={name} empty={empty}>{figure}</Value>{measure === "level" && <ToneMark tone={colour} />}</b>
      <Term measure={measure}>{name}</Term>
    </div>
  );
  const small = (measure: Measure, name: string, figure: ReactNode, empty: boolean) => (
    <>
      <dt><Term measure={measure}>{name}</Term></dt>
      <dd><Value measure={measure} queue={one.queue} name={name} empty={empty}>{figure}</Value></dd>
    </>
  );
  const people = (["available", "busy", "away"] as const).map((state) => (
    <span key={state} className={css.people}>
      <span className={presence.dot} data-presence={state} role="img" aria-label={t(`presence.${state}`)} title={t(`presence.${state}`)} />{format.number(one.agents[state])}
    </span>
  ));
  const onCalls = ([["waiting", callers ?? 0, IconPhoneIncoming], ["onCall", one.agents.on_call, IconPhone], ["wrapUp", one.agents.wrap_up, IconPencil]] as const).map(([name, count, Sign]) => (
    <span key={name} title={t(`supervisor.calls.figure.${name}`)}><Sign size={15} role="img" aria-label={t(`supervisor.calls.figure.${name}`)} />{format.number(count)}</span>
  ));
  const someCalls = (callers ?? 0) + one.agents.on_call + one.agents.wrap_up > 0;
  const mood = one.sentiment === null ? "–" : <><SentimentDot value={labelOf(one.sentiment)} />{t(`sentiment.${labelOf(one.sentiment)}`)}</>;
  return (
    <article className={css.queue} data-tone={worst(tone, unstaffed ? "warn" : "calm")} aria-label={one.queue.name} data-testid="queue-card" data-queue={one.queue.id}>
      <div className={css.title}>
        <h2>{one.queue.name}</h2>
        {said && <span className={css.said}><ToneMark tone={tone === "calm" ? "warn" : tone} />{said}</span>}
      </div>
      <div className={css.big}>
        {big("waiting", t("supervisor.waiting"), format.number(one.waiting), one.waiting === 0, tone)}
        {big("longest", t("supervisor.longest"), format.duration(wait), one.waiting === 0, tone)}
        {big("level", t("supervisor.levelIn", { time: format.duration(level.target_s) }), level.total ? format.percent(level.met / level.total) : "–", true, levelTone(level))}
      </div>
      <dl className={css.small}>
        {small("people", t("supervisor.people"), people, false)}
        {callers !== null && someCalls && small("calls", t("supervisor.calls.figures"), <span className={css.onCalls}>{onCalls}</span>, false)}
        {small("expected", t("supervisor.expected"), one.expected_wait_s === null ? "–" : format.duration(one.expected_wait_s), true)}
        {small("active", t("supervisor.active"), format.number(one.active), one.active === 0)}
        {small("offered", t("supervisor.offered"), format.number(one.offered), one.offered === 0)}
        {small("abandoned", t("supervisor.abandoned"), format.number(one.abandoned_today), one.abandoned_today === 0)}
        {small("sentiment", t("supervisor.sentiment"), mood, one.sentiment === null)}
      </dl>
    </article>
  );
}
