import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { put } from "../api/http";
import type { Seat } from "../api/types";
import { tellProblem } from "../parts/notify";
import { learnSeats } from "../state/live";
import css from "./Presence.module.css";
import { useMySeat } from "./useMySeat";

/** Says that no work comes as long as one is not available, with the way to change it. */
export function AwayLine() {
  const { t } = useTranslation();
  const seat = useMySeat();
  const change = useMutation({
    mutationFn: () => put<Seat>("/seats/me", { presence: "available" }),
    onSuccess: (next) => learnSeats([next]),
    onError: tellProblem,
  });
  if (!seat || seat.presence === "available") return null;
  return (
    <div className={css.away} data-testid="away-line">
      <span className={css.dot} data-presence={seat.presence} aria-hidden />
      <span>{t("presence.noWork")}</span>
      <Button size="compact-xs" variant="light" loading={change.isPending} onClick={() => change.mutate()} data-testid="go-available">{t("presence.goAvailable")}</Button>
    </div>
  );
}
