import { NativeSelect, NumberInput, Stack, Switch, TextInput, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { LANGUAGES } from "../../i18n";
import type { Basics } from "../InboxPage";
import css from "../Settings.module.css";
import { useQueues } from "../lists";

const HOUR_S = 3600;

interface Props { basics: Basics; set: (change: Partial<Basics>) => void; disabled: boolean; mail?: boolean; voice?: boolean; nameError?: string | undefined }

/** What every inbox has; mail greets nobody and tells no language, and a call reopens nothing. */
export function BasicCard({ basics, set, disabled, mail = false, voice = false, nameError }: Props) {
  const { t } = useTranslation();
  const queues = useQueues().data ?? [];
  return (
    <section className={css.card}>
      <h2>{t("inbox.basics")}</h2>
      <Stack>
        <Switch label={t(voice ? "voiceInbox.enabled" : "inbox.enabled")} checked={basics.enabled} disabled={disabled} onChange={(event) => set({ enabled: event.currentTarget.checked })} />
        <TextInput label={t("field.name")} required value={basics.name} error={nameError} disabled={disabled} onChange={(event) => set({ name: event.currentTarget.value })} />
        <NativeSelect label={t("field.queue")} description={voice && t("voiceInbox.queueHint")} value={basics.queue_id} disabled={disabled} data={queues.map((one) => ({ value: one.id, label: one.name }))} onChange={(event) => set({ queue_id: event.currentTarget.value })} />
        <NativeSelect label={t("inbox.language")} description={t(voice ? "voiceInbox.languageHint" : mail ? "mailInbox.languageHint" : "inbox.languageHint")} value={basics.language} disabled={disabled} data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} onChange={(event) => set({ language: event.currentTarget.value })} />
        {!mail && !voice && <Textarea label={t("inbox.greeting")} autosize minRows={2} dir="auto" value={basics.greeting} disabled={disabled} onChange={(event) => set({ greeting: event.currentTarget.value })} />}
        {!voice && <NumberInput label={t("inbox.reopen")} description={t("inbox.reopenHint")} min={0} max={8760} value={basics.reopen_window_s / HOUR_S} disabled={disabled} onChange={(value) => set({ reopen_window_s: Math.round(Number(value) * HOUR_S) })} />}
      </Stack>
    </section>
  );
}
