import { Menu } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get, query } from "../api/http";
import type { Iso, Presence, Seat } from "../api/types";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import css from "./Presence.module.css";

interface Day { since: Iso; at: Iso; spent: Record<Presence, number> }

const SHOWN = ["available", "busy", "away"] as const;

/** Midnight here, where the person sits: that is when their day began. */
function midnight(): string {
  const day = new Date();
  day.setHours(0, 0, 0, 0);
  return day.toISOString();
}

/** How long I have been in each presence today; the present one goes on counting. */
export function Today({ seat }: { seat: Seat }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const day = useQuery({
    // A change of presence asks anew.
    queryKey: ["presence", "today", seat.presence, seat.since],
    queryFn: ({ signal }) => get<Day>(`/seats/me/today${query({ since: midnight() })}`, signal),
    staleTime: 0,
    placeholderData: (old) => old,
  }).data;
  if (!day) return null;
  const spent = (state: Presence): number => day.spent[state] + (state === seat.presence ? Math.max(0, (now - Date.parse(day.at)) / 1000) : 0);
  return (
    <>
      <Menu.Divider />
      <Menu.Label id="presence-today">{t("presence.today")}</Menu.Label>
      <dl className={css.today} aria-labelledby="presence-today" data-testid="presence-today">
        {SHOWN.map((state) => (
          <div key={state}><dt><span className={css.dot} data-presence={state} aria-hidden />{t(`presence.${state}`)}</dt><dd className="tabular">{format.duration(spent(state))}</dd></div>
        ))}
      </dl>
    </>
  );
}
