import { Button, Group, Popover, Text } from "@mantine/core";
import { IconAlertTriangle, IconCheck, IconChecks, IconClock, IconHelp } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { command } from "../api/commands";
import type { Conversation, Entry } from "../api/types";
import { tellProblem } from "../parts/notify";
import css from "./Timeline.module.css";

const ICONS = {
  queued: IconClock, sending: IconClock, unknown: IconHelp, sent: IconCheck, failed: IconAlertTriangle, delivered: IconChecks, read: IconChecks,
};

/** How far a reply has come: why it takes long, whom it did not reach, and a way to send it again. */
export function DeliveryMark({ entry, one }: { entry: Entry; one: Conversation }) {
  const { t } = useTranslation();
  const resend = useMutation({ mutationFn: () => command(one.id, "resend", { seq: entry.seq }), onError: tellProblem });
  if (!entry.delivery) return null;
  const { state, error } = entry.delivery;
  const delayed = state === "sending" && error;
  const partly = state === "sent" && error;
  const Icon = partly ? IconAlertTriangle : ICONS[state];
  return (
    <>
      <span className={css.delivery} data-state={state} data-warn={delayed || partly ? true : undefined} data-testid="delivery">
        <Icon size={14} aria-hidden />{delayed ? t("mail.delivery.delayed", { reason: error }) : t(`delivery.${state}`)}
      </span>
      {partly && <span dir="auto" className={css.why}>{t("mail.delivery.partly", { reason: error })}</span>}
      {error && (state === "failed" || state === "unknown") && <span dir="auto" className={css.why}>{error}</span>}
      {state === "failed" && (
        <Button size="compact-xs" variant="light" color="red" loading={resend.isPending} onClick={() => resend.mutate()} data-testid="resend-button">{t("delivery.resend")}</Button>
      )}
      {state === "unknown" && <AskFirst loading={resend.isPending} onYes={() => resend.mutate()} />}
    </>
  );
}

/** Sending again what may have arrived is asked about first. */
function AskFirst({ loading, onYes }: { loading: boolean; onYes: () => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="top-end" width={300} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Button size="compact-xs" variant="light" loading={loading} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="resend-button">{t("delivery.resend")}</Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("delivery.resend")}>
        <Text size="sm">{t("mail.delivery.ask")}</Text>
        <Group gap="xs" mt="sm" justify="flex-end">
          <Button size="compact-sm" variant="default" onClick={() => setOpen(false)}>{t("common.cancel")}</Button>
          <Button size="compact-sm" onClick={() => { setOpen(false); onYes(); }} data-testid="resend-sure">{t("mail.delivery.again")}</Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
