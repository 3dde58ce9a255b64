import { ActionIcon, Button, Group, Stack, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/types";
import css from "./Customer.module.css";
import { EditableText } from "./EditableText";
import { Section } from "./Section";

interface Props { contact: Contact; locked: boolean; onSave: (attributes: Record<string, unknown>) => void }

/** Flat facts that the team keeps: plan, order number, city. */
export function Attributes({ contact, locked, onSave }: Props) {
  const { t } = useTranslation();
  const [adding, setAdding] = useState(false);
  const [name, setName] = useState("");
  const [value, setValue] = useState("");
  const { attributes } = contact;
  const without = (key: string) => Object.fromEntries(Object.entries(attributes).filter(([other]) => other !== key));
  const add = (): void => {
    if (name.trim()) onSave({ ...attributes, [name.trim()]: value.trim() });
    setAdding(false);
    setName("");
    setValue("");
  };
  const plus = !locked && <ActionIcon size="sm" aria-label={t("customer.addAttribute")} onClick={() => setAdding(true)}><IconPlus size={15} /></ActionIcon>;
  return (
    <Section title={t("customer.attributes")} action={plus}>
      <dl className={css.facts}>
        {Object.entries(attributes).map(([key, one]) => (
          <div key={key} style={{ display: "contents" }}>
            <dt><bdi>{key}</bdi></dt>
            <dd style={{ display: "flex", gap: 8, alignItems: "center" }}>
              <EditableText label={key} value={String(one)} disabled={locked} onSave={(next) => onSave({ ...attributes, [key]: next })} />
              {!locked && <ActionIcon size="sm" aria-label={t("customer.removeAttribute", { name: key })} onClick={() => onSave(without(key))}><IconX size={13} /></ActionIcon>}
            </dd>
          </div>
        ))}
      </dl>
      {adding && (
        <Stack gap={6} mt={8} component="form" onSubmit={(event) => { event.preventDefault(); add(); }}>
          <TextInput size="xs" placeholder={t("customer.attributeName")} aria-label={t("customer.attributeName")} value={name} onChange={(event) => setName(event.currentTarget.value)} autoFocus />
          <TextInput size="xs" placeholder={t("customer.attributeValue")} aria-label={t("customer.attributeValue")} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
          <Group gap={6}><Button size="compact-xs" type="submit">{t("common.save")}</Button><Button size="compact-xs" variant="subtle" color="gray" onClick={() => setAdding(false)}>{t("common.cancel")}</Button></Group>
        </Stack>
      )}
    </Section>
  );
}
