import { ActionIcon, Progress } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerPlayFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/time";
import css from "./Voice.module.css";

/** Only one is heard at a time. */
let playing: HTMLAudioElement | null = null;

/** A small player: play or pause, how far it is, and how long. */
export function Player({ src, name }: { src: string; name: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const audio = useRef<HTMLAudioElement>(null);
  const [state, setState] = useState<"still" | "playing" | "broken">("still");
  const [at, setAt] = useState(0);
  const [length, setLength] = useState<number | null>(null);
  useEffect(() => {
    const element = audio.current;
    return () => element?.pause();
  }, []);
  const toggle = (): void => {
    const element = audio.current;
    if (!element) return;
    if (state === "playing") return element.pause();
    if (playing !== element) playing?.pause();
    playing = element;
    // What fails is told by the element's own error event; interrupted is not broken.
    void element.play().catch(() => undefined);
  };
  return (
    <div className={css.player} data-testid="player" data-state={state}>
      <audio ref={audio} src={src} preload="metadata" onPlay={() => setState("playing")} onPause={() => setState("still")} onError={() => setState("broken")}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)} onLoadedMetadata={(event) => setLength(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : null)} />
      <ActionIcon variant="light" color="ink" radius="xl" size="lg" disabled={state === "broken"} aria-label={t(state === "playing" ? "voiceInbox.audio.pause" : "voiceInbox.audio.play", { name })} onClick={toggle}>
        {state === "playing" ? <IconPlayerPauseFilled size={16} /> : <IconPlayerPlayFilled size={16} />}
      </ActionIcon>
      <div className={css.playerBody}>
        <bdi className={css.fileName}>{name}</bdi>
        {state === "broken"
          ? <span className={css.quiet}>{t("voiceInbox.audio.broken")}</span>
          : <Progress size={3} value={length ? (at / length) * 100 : 0} transitionDuration={200} aria-label={t("voiceInbox.audio.progress", { name })} />}
      </div>
      {length !== null && <span className={`${css.quiet} tabular`}>{format.duration(state === "playing" || at > 0 ? at : Math.round(length))}</span>}
    </div>
  );
}
