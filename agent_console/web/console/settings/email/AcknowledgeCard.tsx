import { NumberInput, Stack, Switch, Text, TextInput, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import type { CardProps } from "./form";

/** The answer that goes out by itself when a mail opens a conversation. */
export function AcknowledgeCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const ack = settings.acknowledge;
  const change = (part: Partial<typeof ack>): void => set({ acknowledge: { ...ack, ...part } });
  return (
    <section className={css.card}>
      <h2>{t("mailInbox.ack.title")}</h2>
      <Stack>
        <Switch label={t("mailInbox.ack.on")} description={t("mailInbox.ack.onHint")} checked={ack.enabled} disabled={disabled} onChange={(event) => change({ enabled: event.currentTarget.checked })} data-testid="ack-on" />
        {ack.enabled && (
          <>
            <TextInput label={t("mailInbox.ack.subject")} description={t("mailInbox.ack.subjectHint")} dir="auto" maxLength={250} value={ack.subject} disabled={disabled} onChange={(event) => change({ subject: event.currentTarget.value })} />
            <Textarea label={t("mailInbox.ack.text")} description={t("mailInbox.ack.textHint")} required dir="auto" autosize minRows={4} maxRows={14} maxLength={10_000} value={ack.text} disabled={disabled} onChange={(event) => change({ text: event.currentTarget.value })} />
            <NumberInput label={t("mailInbox.ack.perAddress")} min={1} max={20} allowDecimal={false} value={ack.per_address_hour} disabled={disabled} onChange={(value) => value !== "" && change({ per_address_hour: Number(value) })} />
            <NumberInput label={t("mailInbox.ack.perHour")} min={1} max={10_000} allowDecimal={false} value={ack.per_hour} disabled={disabled} onChange={(value) => value !== "" && change({ per_hour: Number(value) })} />
            <Text size="sm" c="dimmed">{t("mailInbox.ack.limits")}</Text>
          </>
        )}
      </Stack>
    </section>
  );
}
