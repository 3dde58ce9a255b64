import { ActionIcon, Button, Checkbox, Group, Stack, Switch, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { PrechatField } from "../../api/settings";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";
import { newField } from "../webchat";

/** The questions before the first message, and what a visitor finds when nobody is there. */
export function PrechatCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { prechat } = settings;
  const [label, setLabel] = useState("");
  const setFields = (fields: PrechatField[]): void => set({ prechat: { ...prechat, fields } });
  const add = (): void => {
    if (!label.trim() || prechat.fields.some((one) => one.name === newField(label).name)) return;
    setFields([...prechat.fields, newField(label.trim())]);
    setLabel("");
  };
  return (
    <section className={css.card}>
      <h2>{t("inbox.prechat")}</h2>
      <Stack>
        <Switch label={t("inbox.prechatOn")} checked={prechat.enabled} disabled={disabled} onChange={(event) => set({ prechat: { ...prechat, enabled: event.currentTarget.checked } })} />
        {prechat.enabled && prechat.fields.map((field) => {
          const name = t(`inbox.fields.${field.name}`, field.label || field.name);
          const change = (part: Partial<PrechatField>): void => setFields(prechat.fields.map((one) => (one.name === field.name ? { ...one, ...part } : one)));
          return (
            <Group key={field.name} wrap="nowrap" gap={10}>
              <TextInput flex={1} aria-label={t("inbox.fieldLabel", { name })} placeholder={name} value={field.label} disabled={disabled} onChange={(event) => change({ label: event.currentTarget.value })} />
              <Checkbox label={t("inbox.required")} checked={field.required} disabled={disabled} onChange={(event) => change({ required: event.currentTarget.checked })} />
              <ActionIcon disabled={disabled} aria-label={t("inbox.removeField", { name })} onClick={() => setFields(prechat.fields.filter((one) => one.name !== field.name))}><IconX size={16} /></ActionIcon>
            </Group>
          );
        })}
        {prechat.enabled && (
          <Group wrap="nowrap" gap={10}>
            <TextInput flex={1} placeholder={t("inbox.newField")} aria-label={t("inbox.newField")} value={label} disabled={disabled} onChange={(event) => setLabel(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }} />
            <Button variant="default" leftSection={<IconPlus size={15} />} disabled={disabled || !label.trim()} onClick={add}>{t("common.add")}</Button>
          </Group>
        )}
      </Stack>
    </section>
  );
}
