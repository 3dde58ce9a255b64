import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "../../api/calls";
import { useFormat } from "../../format/time";
import { tellDone } from "../../parts/notify";
import css from "./Lists.module.css";

/** The message that is heard in the list: one at a time. */
let sounding: HTMLAudioElement | null = null;

/** A message's length; a press plays it right here. */
export function PlayMessage({ conversation, message, name }: { conversation: string; message: Message; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  useEffect(() => {
    const el = audio.current;
    return () => el?.pause();
  }, []);
  const length = format.duration(message.duration_s);
  if (!message.file) return <span className={css.length}>{message.deleted ? t("callList.deleted") : length}</span>;
  const toggle = (): void => {
    const el = audio.current;
    if (!el) return;
    if (playing) return el.pause();
    if (sounding !== el) sounding?.pause();
    sounding = el;
    void el.play().catch(() => tellDone(t("call.player.broken")));
  };
  return (
    <button type="button" className={css.play} data-on={playing || undefined} onClick={toggle} data-testid="row-play"
      aria-label={t(playing ? "callList.pause" : "callList.play", { name, time: length })}>
      <audio ref={audio} src={`/api/v1/conversations/${conversation}/recordings/${message.file}`} preload="none" onPlay={() => setPlaying(true)} onPause={() => setPlaying(false)}
        onEnded={() => { setPlaying(false); setAt(0); }} onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)} />
      {playing ? <IconPlayerPauseFilled size={14} aria-hidden /> : <IconPlayerPlayFilled size={14} aria-hidden />}
      <span className="tabular">{playing || at > 0 ? format.duration(at) : length}</span>
    </button>
  );
}
