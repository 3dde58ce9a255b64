import { Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { Credentials } from "./Credentials";
import { Fetching } from "./Fetching";
import { Fold } from "./Fold";
import { PresetNote } from "./PresetNote";
import { Servers } from "./Servers";
import { StepButtons } from "./StepButtons";
import type { MailForm } from "./form";
import { OTHER, presetById } from "./presets";

interface Props { form: MailForm; preset: string; onBack: () => void; onNext: () => void }

/** How to sign in; the servers stand open only where they were guessed. */
export function CredentialsStep({ form, preset, onBack, onNext }: Props) {
  const { t } = useTranslation();
  const { settings, secrets } = form;
  const secret = settings.auth === "password" ? secrets.password : secrets.oauth_refresh_token;
  const ready = Boolean(settings.imap.host && settings.smtp.host && settings.imap.username && secret);
  return (
    <form className={css.card} onSubmit={(event) => { event.preventDefault(); if (ready) onNext(); }}>
      <PresetNote preset={presetById(preset)} />
      <div style={{ marginTop: presetById(preset)?.note ? 16 : 0 }}><Credentials {...form} /></div>
      <Fold title={t("mailInbox.servers")} open={preset === OTHER} data-testid="fold-servers"><Servers {...form} /></Fold>
      <Fold title={t("mailInbox.fetching")}>
        <Fetching {...form} />
        <Switch mt="md" label={t("mailInbox.plus")} description={t("mailInbox.plusHint")} checked={settings.plus_addressing} onChange={(event) => form.set({ plus_addressing: event.currentTarget.checked })} />
      </Fold>
      <StepButtons onBack={onBack} next={t("mailInbox.testIt")} disabled={!ready} />
    </form>
  );
}
