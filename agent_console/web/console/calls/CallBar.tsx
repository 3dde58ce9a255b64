import { Button } from "@mantine/core";
import { IconAlertTriangle, IconArrowBackUp, IconArrowsExchange, IconChevronDown, IconChevronUp, IconMicrophone, IconMicrophoneOff, IconPhoneOff } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "../app/Shell";
import { Act } from "./Act";
import { BarActions } from "./BarActions";
import css from "./Calls.module.css";
import { Clocks, Words } from "./Clocks";
import { Others } from "./Others";
import { TapeMark } from "./TapeMark";
import { Who } from "./Who";
import { isSpeaking, legOf, type WithCall } from "./model";
import { useOrders } from "./orders";
import { useCallKeys } from "./useCallKeys";

interface Props { one: WithCall; /** Whether the keys are this call's. */ keys: boolean }

/** One live call: with whom, how it stands, for how long, and everything that can be done with it. */
export function CallBar({ one, keys }: Props) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const [open, setOpen] = useState(false);
  const orders = useOrders(one.id);
  const { call } = one;
  const [keypad, setKeypad] = useState(false);
  useCallKeys(one, orders, keys, () => setKeypad(true));
  const consulted = call.state === "transferring" ? legOf(call, "consulted") : undefined;
  const muted = legOf(call, "agent")?.muted ?? false;
  const speaking = isSpeaking(call);
  const whole = !phone || open;
  return (
    <div className={css.bar} data-testid="call-bar" data-state={call.state} data-phone={phone || undefined}>
      <div className={css.row}>
        <Who one={one} />
        <Clocks one={one} wordless={phone && !!consulted} />
        <TapeMark one={one} orders={orders} />
        {consulted && !phone && <Consulting one={one} orders={orders} />}
        {!phone && <BarActions phone={phone} one={one} orders={orders} keypad={keypad} onKeypad={setKeypad} />}
        {phone && speaking && (
          <Act icon={muted ? IconMicrophoneOff : IconMicrophone} bare label={t(muted ? "call.unmute" : "call.mute")} on={muted} loading={orders.busy === "mute" || orders.busy === "unmute"}
            onClick={() => void orders.run(muted ? "unmute" : "mute")} testId="call-mute" />
        )}
        <button type="button" className={css.hangUp} onClick={() => void orders.run("hang_up")} disabled={orders.busy === "hang_up"} data-testid="call-hang-up" title={`${t("call.hangUp")} (Shift E)`}>
          <IconPhoneOff size={18} aria-hidden /><span className={phone ? "visually-hidden" : undefined}>{t("call.hangUp")}</span>
        </button>
        {phone && (
          <Act icon={open ? IconChevronDown : IconChevronUp} bare label={t(open ? "call.less" : "call.more")} expanded={open} onClick={() => setOpen(!open)} testId="call-more" />
        )}
      </div>
      {consulted && phone && <Words one={one} />}
      {consulted && phone && <Consulting one={one} orders={orders} />}
      {phone && whole && <BarActions phone={phone} one={one} orders={orders} keypad={keypad} onKeypad={setKeypad} />}
      <Others one={one} orders={orders} />
      {call.problem && (
        <p className={css.problem} role="alert" dir="auto" data-testid="call-problem"><IconAlertTriangle size={15} aria-hidden /><span>{t(`call.problem.${call.problem}`, call.problem)}</span></p>
      )}
    </div>
  );
}

/** While a colleague is asked first: leave the contact to them, or come back. */
function Consulting({ one, orders }: { one: WithCall; orders: ReturnType<typeof useOrders> }) {
  const { t } = useTranslation();
  const other = legOf(one.call, "consulted");
  return (
    <div className={css.consult}>
      <Button size="compact-md" leftSection={<IconArrowsExchange size={16} />} disabled={other?.state !== "in"} loading={orders.busy === "complete"}
        title={`${t("call.complete")} (T)`} onClick={() => void orders.run("complete")} data-testid="call-complete">{t("call.complete")}</Button>
      <Button size="compact-md" variant="default" leftSection={<IconArrowBackUp size={16} className={css.flip} />} loading={orders.busy === "cancel_transfer"}
        title={`${t("call.back")} (B)`} onClick={() => void orders.run("cancel_transfer")} data-testid="call-back">{t("call.back")}</Button>
    </div>
  );
}
