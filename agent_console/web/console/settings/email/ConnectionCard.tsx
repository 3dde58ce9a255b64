import { NativeSelect, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { CheckPanel } from "./CheckPanel";
import { Credentials } from "./Credentials";
import { Fetching } from "./Fetching";
import { Fold } from "./Fold";
import { PresetNote } from "./PresetNote";
import { Servers } from "./Servers";
import { presetOf, withPreset } from "./email";
import type { MailForm } from "./form";
import { OTHER, PRESETS, presetById } from "./presets";
import { useCheck } from "./useCheck";

/** The servers, how they are signed in to, and whether that works. */
export function ConnectionCard({ form, inboxId }: { form: MailForm; inboxId: string }) {
  const { t } = useTranslation();
  const { settings, set, disabled } = form;
  const check = useCheck(form, inboxId);
  const preset = presetOf(settings);
  const choose = (id: string): void => {
    const chosen = presetById(id);
    if (chosen) set(withPreset(settings, chosen));
  };
  return (
    <section className={css.card} data-testid="connection-card">
      <h2>{t("mailInbox.connection")}</h2>
      <NativeSelect mb="md" label={t("mailInbox.provider")} value={preset} disabled={disabled} onChange={(event) => choose(event.currentTarget.value)} data={[{ value: OTHER, label: t("mailInbox.otherProvider") }, ...PRESETS.map((one) => ({ value: one.id, label: one.name }))]} />
      <Servers {...form} />
      <Credentials {...form} />
      <div style={{ marginTop: 16 }}><PresetNote preset={presetById(preset)} /></div>
      <Fold title={t("mailInbox.fetching")}><Fetching {...form} /></Fold>
      <Fold title={t("mailInbox.check.title")} open>
        <Text size="sm" c="dimmed" mb="sm">{t("mailInbox.check.hint")}</Text>
        <CheckPanel check={check} disabled={disabled} />
      </Fold>
    </section>
  );
}
