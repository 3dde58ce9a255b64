import { Button } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconHelp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { command } from "../api/commands";
import type { Conversation, Entry } from "../api/types";
import { tellProblem } from "../parts/notify";
import css from "./Timeline.module.css";

const ICONS = {
  queued: IconClock, sending: IconClock, unknown: IconHelp, sent: IconCheck, failed: IconAlertTriangle, delivered: IconChecks, read: IconChecks,
};

/** How far a reply has come; a failed one says why and can be sent again. */
export function DeliveryMark({ entry, one }: { entry: Entry; one: Conversation }) {
  const { t } = useTranslation();
  const resend = useMutation({ mutationFn: () => command(one.id, "resend", { seq: entry.seq }), onError: tellProblem });
  if (!entry.delivery) return null;
  const { state, error } = entry.delivery;
  const Icon = ICONS[state];
  return (
    <>
      <span className={css.delivery} data-state={state} data-testid="delivery"><Icon size={14} aria-hidden />{t(`delivery.${state}`)}</span>
      {error && state === "failed" && <span dir="auto">{error}</span>}
      {state === "failed" && (
        <Button size="compact-xs" variant="light" color="red" loading={resend.isPending} onClick={() => resend.mutate()} data-testid="resend-button">{t("delivery.resend")}</Button>
      )}
    </>
  );
}
