import { ActionIcon } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { type KeyboardEvent, type PointerEvent, type Ref, useEffect, useId, useImperativeHandle, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Recording } from "../api/calls";
import { useFormat } from "../format/time";
import css from "./Card.module.css";
import { LONGEST_S, barsPath, loudness } from "./waveform";

const BARS = 120;
const STEP_S = 5;
const SPEEDS = [1, 1.25, 1.5, 2] as const;

export interface Playing { seek: (seconds: number) => void }
interface Props { conversation: string; recording: Recording; handle?: Ref<Playing> }

/** A recording: heard, seen, and gone through by click, drag or keys. Time runs from left to right in every language. */
export function Player({ conversation, recording, handle }: Props) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const times = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 2 });
  const audio = useRef<HTMLAudioElement>(null);
  const box = useRef<HTMLDivElement>(null);
  const clip = useId();
  const [at, setAt] = useState(0);
  const [length, setLength] = useState(recording.duration_s);
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<number>(1);
  const [broken, setBroken] = useState(false);
  const [seen, setSeen] = useState(false);
  const url = `/api/v1/conversations/${conversation}/recordings/${recording.file ?? ""}`;

  // Only what is looked at is read and decoded.
  useEffect(() => {
    const el = box.current;
    if (!el || seen) return;
    const watch = new IntersectionObserver(([entry]) => entry?.isIntersecting && setSeen(true));
    watch.observe(el);
    return () => watch.disconnect();
  }, [seen]);
  const heights = useQuery({
    queryKey: ["waveform", recording.file],
    enabled: seen && recording.duration_s <= LONGEST_S,
    staleTime: Infinity,
    retry: false,
    queryFn: ({ signal }) => loudness(url, BARS, signal),
  }).data;

  const total = Math.max(length, 0.1);
  const seek = (seconds: number): void => {
    const el = audio.current;
    if (!el) return;
    const next = Math.max(0, Math.min(total, seconds));
    el.currentTime = next;
    setAt(next);
  };
  const play = (): void => {
    setBroken(false);
    void audio.current?.play().catch(() => setBroken(true));
  };
  const toggle = (): void => {
    if (playing) audio.current?.pause();
    else play();
  };
  useImperativeHandle(handle, () => ({ seek: (seconds) => { seek(seconds); play(); } }));
  const onPointer = (event: PointerEvent<HTMLDivElement>): void => {
    if (event.type === "pointermove" && event.buttons !== 1) return;
    const area = event.currentTarget.getBoundingClientRect();
    seek(((event.clientX - area.left) / area.width) * total);
  };
  const onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: STEP_S, ArrowUp: STEP_S, ArrowLeft: -STEP_S, ArrowDown: -STEP_S, Home: -total, End: total }[event.key];
    if (step !== undefined) seek(at + step);
    else if (event.key === " " || event.key === "Enter") toggle();
    else return;
    event.preventDefault();
  };
  const faster = (): void => {
    const next = SPEEDS[(SPEEDS.findIndex((one) => one === speed) + 1) % SPEEDS.length] ?? 1;
    setSpeed(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const bars = barsPath(heights ?? Array.from({ length: BARS }, () => 0));
  return (
    <div className={css.player} dir="ltr" ref={box} data-testid="recording" data-drawn={heights ? true : undefined}>
      <audio ref={audio} src={url} preload="none" onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)} onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)}
        onEnded={() => setPlaying(false)} onError={() => setBroken(true)}
        onLoadedMetadata={(event) => {
          const known = event.currentTarget.duration;
          if (Number.isFinite(known)) setLength(known);
          event.currentTarget.playbackRate = speed;
        }} />
      <ActionIcon variant="light" color="ink" radius="xl" size={38} aria-label={t(playing ? "call.player.pause" : "call.player.play")} onClick={toggle} data-testid="recording-play">
        {playing ? <IconPlayerPauseFilled size={18} /> : <IconPlayerPlayFilled size={18} />}
      </ActionIcon>
      <div className={css.wave} role="slider" tabIndex={0} aria-label={t("call.player.position")} aria-valuemin={0} aria-valuemax={Math.round(total)} aria-valuenow={Math.round(at)}
        aria-valuetext={t("call.player.of", { at: format.duration(at), length: format.duration(total) })} onPointerDown={onPointer} onPointerMove={onPointer} onKeyDown={onKey} data-testid="recording-wave">
        <svg viewBox={`0 0 ${BARS} 100`} preserveAspectRatio="none" aria-hidden>
          <clipPath id={clip}><rect x="0" y="0" width={(BARS * at) / total} height="100" /></clipPath>
          <path d={bars} className={css.bars} />
          <path d={bars} className={css.heard} clipPath={`url(#${clip})`} />
        </svg>
      </div>
      <span className={`${css.at} tabular`} data-testid="recording-at">{format.duration(at)} / {format.duration(total)}</span>
      <button type="button" className={css.speed} onClick={faster} aria-label={t("call.player.speed", { speed })} title={t("call.player.speed", { speed })} data-testid="recording-speed">{times.format(speed)}×</button>
      {broken && <span className={css.broken} role="alert" dir="auto">{t("call.player.broken")}</span>}
    </div>
  );
}
