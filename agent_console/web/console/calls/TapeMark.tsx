import { Menu } from "@mantine/core";
import { IconPlayerPauseFilled, IconPlayerRecordFilled, IconPlayerStopFilled } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./Calls.module.css";
import { isSpeaking, type WithCall } from "./model";
import type { useOrders } from "./orders";

/**
 * Whether this is being recorded, beyond doubt: red while it is, and "paused" only once it is so. A click
 * pauses it, goes on, or ends it.
 */
export function TapeMark({ one, orders }: { one: WithCall; orders: ReturnType<typeof useOrders> }) {
  const { t } = useTranslation();
  const { taping, taping_now: now } = one.call;
  if (!isSpeaking(one.call) || (taping === "off" && now === "off")) return null;
  const settled = taping === now;
  const word = settled ? now : taping === "on" ? "starting" : taping === "paused" ? "pausing" : "ending";
  const paused = now === "paused";
  return (
    <Menu position="bottom-start" width={230}>
      <Menu.Target>
        <button type="button" className={css.tape} data-testid="call-tape" data-now={now} data-settled={settled || undefined}>
          {paused ? <IconPlayerPauseFilled size={14} aria-hidden /> : <i className={css.dot} aria-hidden />}
          <span role="status">{t(`call.tape.${word}`)}</span>
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        {paused
          ? <Menu.Item leftSection={<IconPlayerRecordFilled size={16} />} onClick={() => void orders.run("resume_recording")} data-testid="tape-resume">{t("call.tapeResume")}</Menu.Item>
          : <Menu.Item leftSection={<IconPlayerPauseFilled size={16} />} onClick={() => void orders.run("pause_recording")} data-testid="tape-pause">{t("call.tapePause")}</Menu.Item>}
        <Menu.Item leftSection={<IconPlayerStopFilled size={16} />} onClick={() => void orders.run("stop_recording")} data-testid="tape-stop">{t("call.tapeStop")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
