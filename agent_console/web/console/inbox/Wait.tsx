import { Tooltip } from "@mantine/core";
import { IconClock, IconClockExclamation } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import css from "./Inbox.module.css";

/** Under this many seconds to the target, the countdown asks for attention. */
const SOON_S = 60;

/** The promise that still runs (first answer due), or else how long the customer has waited. Ticks. */
export function Wait({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (one.category === "closed") return null;
  if (one.sla_due_at && !one.first_response_at) {
    const left = (Date.parse(one.sla_due_at) - now) / 1000;
    const late = left < 0;
    const label = t(late ? "wait.late" : "wait.due", { time: format.duration(Math.abs(left)) });
    return (
      <Tooltip label={label}>
        <span className={`${css.wait} tabular`} data-tone={late ? "bad" : left < SOON_S ? "warn" : "calm"} role="timer" aria-label={label}>
          <IconClockExclamation size={14} aria-hidden />
          {late ? `\u200e+${format.duration(-left)}` : format.duration(left)}
        </span>
      </Tooltip>
    );
  }
  if (!one.waiting_since) return null;
  const time = format.duration((now - Date.parse(one.waiting_since)) / 1000);
  return (
    <Tooltip label={t("wait.waits", { time })}>
      <span className={`${css.wait} tabular`} role="timer" aria-label={t("wait.waits", { time })}><IconClock size={14} aria-hidden />{time}</span>
    </Tooltip>
  );
}
