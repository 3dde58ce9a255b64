import { useTranslation } from "react-i18next";
import type { QueueStats } from "../api/types";
import { useFormat } from "../format/time";
import { SentimentDot } from "../parts/SentimentDot";
import presence from "../presence/Presence.module.css";
import css from "./Supervisor.module.css";
import { levelTone, waitTone, waited, worst } from "./thresholds";

/** Where an average mood stops being neutral. */
const MOOD = 0.15;
const moodOf = (score: number): string => (score > MOOD ? "positive" : score < -MOOD ? "negative" : "neutral");

export function QueueCard({ one, now }: { one: QueueStats; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { service_level: level } = one;
  const wait = waited(one.longest_wait_since, now);
  const tone = waitTone(wait, level.target_s);
  const levelIs = levelTone(level);
  return (
    <article className={css.queue} data-tone={worst(tone, one.waiting > 0 && one.agents.available === 0 ? "warn" : "calm")} aria-label={one.queue.name} data-testid="queue-card">
      <h2>{one.queue.name}{one.sentiment !== null && <SentimentDot value={moodOf(one.sentiment)} />}</h2>
      <div className={css.big}>
        <div data-tone={tone}><b>{format.number(one.waiting)}</b><span>{t("supervisor.waiting")}</span></div>
        <div data-tone={tone}><b>{format.duration(wait)}</b><span>{t("supervisor.longest")}</span></div>
        <div data-tone={levelIs}><b>{level.total ? format.percent(level.met / level.total) : "–"}</b><span>{t("supervisor.levelIn", { time: format.duration(level.target_s) })}</span></div>
      </div>
      <dl className={css.small}>
        <dt>{t("supervisor.people")}</dt>
        <dd>
          {(["available", "busy", "away"] as const).map((state) => (
            <span key={state} style={{ display: "inline-flex", gap: 5, alignItems: "center" }}>
              <span className={presence.dot} data-presence={state} role="img" aria-label={t(`presence.${state}`)} title={t(`presence.${state}`)} />{format.number(one.agents[state])}
            </span>
          ))}
        </dd>
        <dt>{t("supervisor.expected")}</dt><dd>{one.expected_wait_s === null ? "–" : format.duration(one.expected_wait_s)}</dd>
        <dt>{t("supervisor.active")}</dt><dd>{format.number(one.active)}</dd>
        <dt>{t("supervisor.offered")}</dt><dd>{format.number(one.offered)}</dd>
        <dt>{t("supervisor.abandoned")}</dt><dd>{format.number(one.abandoned_today)}</dd>
      </dl>
    </article>
  );
}
