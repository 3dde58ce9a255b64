import { Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { SignatureField } from "./SignatureField";
import type { CardProps } from "./form";

/** What every answer carries. */
export function AnsweringCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  return (
    <section className={css.card} data-testid="answering-card">
      <h2>{t("mailInbox.answering")}</h2>
      <Stack>
        <SignatureField value={settings.signature} disabled={disabled} onChange={(signature) => set({ signature })} />
        <Switch label={t("mailInbox.plus")} description={t("mailInbox.plusHint")} checked={settings.plus_addressing} disabled={disabled} onChange={(event) => set({ plus_addressing: event.currentTarget.checked })} />
        <Switch label={t("mailInbox.tag")} description={t("mailInbox.tagHint")} checked={settings.subject_tag} disabled={disabled} onChange={(event) => set({ subject_tag: event.currentTarget.checked })} />
      </Stack>
    </section>
  );
}
