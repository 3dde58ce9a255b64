import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Entry } from "../api/types";
import { useMe } from "../app/session";
import { useFormat } from "../format/time";
import css from "./Card.module.css";
import { readable } from "./numbers";

interface Props { spoken: readonly Entry[]; hit: number; onSeek: ((seconds: number) => void) | undefined }

/** What was said, sentence by sentence; a click goes to where it was said, as far as that is known. */
export function Transcript({ spoken, hit, onSeek }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const box = useRef<HTMLOListElement>(null);
  useEffect(() => box.current?.querySelector("[data-hit]")?.scrollIntoView({ block: "center" }), [hit]);
  return (
    <ol className={css.spoken} ref={box} data-testid="transcript" aria-label={t("call.said")}>
      {spoken.map((entry, i) => {
        const at = offsetOf(entry);
        const same = spoken[i - 1]?.author.id === entry.author.id && spoken[i - 1]?.direction === entry.direction;
        const name = entry.author.id === me.user.id ? t("conversation.you") : readable(entry.author.name);
        return (
          <li key={entry.id} data-out={entry.direction === "out" || undefined} data-hit={entry.seq === hit || undefined} data-testid="sentence">
            {same ? <span className="visually-hidden">{name}: </span> : <b dir="auto"><bdi>{name}</bdi></b>}
            {onSeek && at !== null
              ? <button type="button" onClick={() => onSeek(at)} title={t("call.player.from", { time: format.duration(at) })}><time className="tabular">{format.duration(at)}</time><span dir="auto">{entry.text}</span></button>
              : <p dir="auto">{entry.text}</p>}
          </li>
        );
      })}
    </ol>
  );
}

/** Seconds from the beginning of the recording, or null when that is not known: pauses make it no matter of the clock. */
const offsetOf = ({ data }: Entry): number | null => (typeof data.offset_s === "number" ? data.offset_s : null);
