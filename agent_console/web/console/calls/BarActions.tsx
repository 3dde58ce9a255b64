import {
  IconArrowsExchange, IconMicrophone, IconMicrophoneOff, IconNote, IconPlayerPause, IconPlayerPauseFilled, IconPlayerPlay, IconPlayerRecord, IconUserPlus,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { focusComposer } from "../composer/focus";
import { Act } from "./Act";
import css from "./Calls.module.css";
import { Keypad } from "./Keypad";
import { openCallDialog } from "./dialogs";
import { isSpeaking, legOf, type WithCall } from "./model";
import type { useOrders } from "./orders";
import { tapeStep } from "./tape";

interface Props { phone: boolean; one: WithCall; orders: ReturnType<typeof useOrders>; keypad: boolean; onKeypad: (open: boolean) => void }

/** What can be done with the call as it stands now; what does not go now is not there. */
export function BarActions({ phone, one, orders, keypad, onKeypad }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { call } = one;
  const { run, busy } = orders;
  const muted = legOf(call, "agent")?.muted ?? false;
  const held = call.state === "on_hold";
  const tape = tapeStep(call);
  const consulting = call.state === "transferring";
  if (!isSpeaking(call)) return null;
  const notes = (): void => {
    void Promise.resolve(navigate(`/inbox/${one.id}`)).then(() => focusComposer("note"));
  };
  return (
    <div className={css.acts} role="toolbar" aria-label={t("call.actions")}>
      {!phone && (
        <Act icon={muted ? IconMicrophoneOff : IconMicrophone} label={t(muted ? "call.unmute" : "call.mute")} keys="M" on={muted} loading={busy === "mute" || busy === "unmute"}
          onClick={() => void run(muted ? "unmute" : "mute")} testId="call-mute" />
      )}
      {!consulting && (
        <Act icon={held ? IconPlayerPlay : IconPlayerPause} label={t(held ? "call.resume" : "call.hold")} keys="H" on={held} loading={busy === "hold" || busy === "resume"}
          onClick={() => void run(held ? "resume" : "hold")} testId="call-hold" />
      )}
      {call.state === "talking" && <Keypad one={one} open={keypad} onOpen={onKeypad} />}
      {!consulting && <Act icon={IconArrowsExchange} label={t("call.transfer")} keys="T" onClick={() => openCallDialog("transfer", one.id)} testId="call-transfer" />}
      {call.state === "talking" && <Act icon={IconUserPlus} label={t("call.add")} keys="G" onClick={() => openCallDialog("add", one.id)} testId="call-add" />}
      {tape && (
        <Act icon={tape === "pause_recording" ? IconPlayerPauseFilled : IconPlayerRecord} label={t(`call.tapeShort.${tape}`)} keys="V" loading={busy === tape}
          onClick={() => void run(tape)} testId="call-record" />
      )}
      <Act icon={IconNote} label={t("call.notes")} onClick={notes} testId="call-notes" />
    </div>
  );
}
