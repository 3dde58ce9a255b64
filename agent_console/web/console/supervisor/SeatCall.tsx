import { IconPencil, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Seat } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Supervisor.module.css";

/** What a call has an agent do, and for how long; it leads to the call. */
export function SeatCall({ seat: { call }, now }: { seat: Seat; now: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (!call) return null;
  const Sign = call.state === "on_call" ? IconPhone : IconPencil;
  return (
    <Link to={`/inbox/${call.conversation}`} className={`${css.seatCall} tabular`} data-state={call.state} data-testid="seat-call">
      <Sign size={14} aria-hidden />{t(`supervisor.calls.seat.${call.state}`, { time: format.duration((now - Date.parse(call.since)) / 1000) })}
    </Link>
  );
}
