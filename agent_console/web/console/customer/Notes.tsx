import { Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/types";
import { Section } from "./Section";

/** What every colleague should know of this person; saved when the field is left. */
export function Notes({ contact, locked, onSave }: { contact: Contact; locked: boolean; onSave: (notes: string) => void }) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const keep = (): void => {
    if (draft !== null && draft !== contact.notes) onSave(draft);
    setDraft(null);
  };
  return (
    <Section title={t("customer.notes")}>
      <Textarea size="sm" autosize minRows={2} maxRows={8} aria-label={t("customer.notes")} placeholder={t("customer.notesHint")} disabled={locked} dir="auto"
        value={draft ?? contact.notes} onChange={(event) => setDraft(event.currentTarget.value)} onBlur={keep} />
    </Section>
  );
}
