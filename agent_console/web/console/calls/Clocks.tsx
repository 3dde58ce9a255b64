import { IconMicrophoneOff, IconPlayerPause } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import css from "./Calls.module.css";
import { type WithCall, heldFor, heldNow, legOf, talked, waitsFor } from "./model";
import { readable } from "./numbers";

/** How the call stands, in words, and how long was spoken and how long they were on hold: ticking. */
export function Clocks({ one, wordless }: { one: WithCall; /** Its words stand elsewhere. */ wordless?: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { call } = one;
  const muted = legOf(call, "agent")?.muted ?? false;
  const hold = heldFor(call, now);
  return (
    <div className={css.clocks}>
      {!wordless && <Words one={one} />}
      {call.answered_at && (
        <span className={css.times}>
          <span className="tabular" role="timer" aria-label={t("call.talked", { time: format.duration(talked(call, now)) })} data-testid="call-talk">{format.duration(talked(call, now))}</span>
          {hold >= 1 && (
            <span className={`${css.hold} tabular`} data-on={call.held_at ? true : undefined} role="timer" data-testid="call-held"
              aria-label={t("call.held", { time: format.duration(call.held_at ? heldNow(call, now) : hold) })}>
              <IconPlayerPause size={13} aria-hidden />{format.duration(call.held_at ? heldNow(call, now) : hold)}
            </span>
          )}
          {muted && <span className={css.muted} data-testid="call-muted"><IconMicrophoneOff size={14} aria-hidden />{t("call.muted")}</span>}
        </span>
      )}
    </div>
  );
}

export function Words({ one }: { one: WithCall }) {
  return <span className={css.words} data-testid="call-words" role="status">{useWords(one)}</span>;
}

/** The state in words, with the names of those it is about. */
function useWords({ call, contact }: WithCall): string {
  const { t } = useTranslation();
  if (call.state === "connecting") return t(`call.waits.${waitsFor(call)}`, { name: readable(contact.name) });
  if (call.state !== "transferring") return t(`call.state.${call.state}`);
  const other = legOf(call, "consulted");
  return t(other?.state === "in" ? "call.consultingWith" : "call.consultingRings", { name: readable(other?.name ?? "") });
}
