import { Autocomplete, Fieldset, Select, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { PRIORITIES, type Priority } from "../../api/types";
import { conversations } from "../../state/live";
import { useQueues } from "../lists";
import type { Draft } from "./watch";

interface Props { draft: Draft; set: (change: Partial<Draft>) => void; disabled: boolean; errors: Record<string, string> }

/** What happens to a conversation the first time that a word of the list is found in it. */
export function ActionFields({ draft, set, disabled, errors }: Props) {
  const { t } = useTranslation();
  const queues = useQueues().data ?? [];
  const labels = [...new Set([...conversations.get().values()].flatMap((one) => one.labels))].sort();
  const clear = { clearButtonProps: { "aria-label": t("common.clear") } };
  return (
    <Fieldset legend={t("watchList.whenFound")} radius="md" disabled={disabled}>
      <Stack gap="sm">
        <Switch label={t("watchList.alert")} description={t("watchList.alertHint")} checked={draft.alert} onChange={(event) => set({ alert: event.currentTarget.checked })} data-testid="field-alert" />
        <Autocomplete label={t("watchList.label")} maxLength={40} data={labels} value={draft.tag} onChange={(tag) => set({ tag })} error={errors.tag} data-testid="field-tag" />
        <Select label={t("watchList.priority")} description={t("watchList.priorityHint")} placeholder={t("watchList.asItIs")} data={PRIORITIES.map((value) => ({ value, label: t(`priority.${value}`) }))} value={draft.priority} onChange={(value) => set({ priority: value as Priority | null })} clearable {...clear} error={errors.priority} data-testid="field-priority" />
        <Select label={t("watchList.queue")} description={t("watchList.queueHint")} placeholder={t("watchList.asItIs")} data={queues.map((one) => ({ value: one.id, label: one.name }))} value={draft.queue} onChange={(queue) => set({ queue })} clearable {...clear} error={errors.queue_id} data-testid="field-queue" />
      </Stack>
    </Fieldset>
  );
}
