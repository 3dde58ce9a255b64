import { Button, Group, Select, Stack, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { transfer } from "../actions/actions";
import { useMe } from "../app/session";
import { clearSelection } from "../inbox/selection";
import { useSeats } from "../presence/useMySeat";
import { useQueues } from "../settings/lists";
import { closeDialog } from "./dialogs";

/** Gives work to another queue. Asks first, since taking it back is in other hands then. */
export function TransferDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const me = useMe();
  const known = useQueues().data ?? me.queues;
  const seats = useSeats();
  const [queueId, setQueueId] = useState<string | null>(null);
  const [agentId, setAgentId] = useState<string | null>(null);
  const [reason, setReason] = useState("");
  const queue = known.find((one) => one.id === queueId);
  const members = seats.filter((seat) => queueId && seat.queue_ids.includes(queueId));
  const submit = (): void => {
    if (!queue) return;
    closeDialog();
    const agent = members.find((seat) => seat.agent.id === agentId)?.agent ?? null;
    void transfer(ids, { id: queue.id, name: queue.name }, agent, reason.trim()).then((done) => done && clearSelection());
  };
  return (
    <Stack component="form" onSubmit={(event) => { event.preventDefault(); submit(); }}>
      <Select data-autofocus label={t("dialog.toQueue")} searchable required value={queueId} onChange={(value) => { setQueueId(value); setAgentId(null); }}
        data={known.map((one) => ({ value: one.id, label: one.name }))} />
      <Select label={t("dialog.toAgent")} placeholder={t("dialog.anyAgent")} clearable searchable disabled={members.length === 0} value={agentId} onChange={setAgentId}
        clearButtonProps={{ "aria-label": t("common.clear") }}
        data={members.map((seat) => ({ value: seat.agent.id, label: `${seat.agent.name} · ${t(`presence.${seat.presence}`)}` }))} />
      <TextInput label={t("dialog.transferReason")} value={reason} onChange={(event) => setReason(event.currentTarget.value)} />
      <Text size="sm" c="dimmed">{t("dialog.transferHint")}</Text>
      <Group justify="flex-end"><Button variant="default" onClick={closeDialog}>{t("common.cancel")}</Button><Button type="submit" disabled={!queue}>{t("action.transfer")}</Button></Group>
    </Stack>
  );
}
