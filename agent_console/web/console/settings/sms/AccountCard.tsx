import { PasswordInput, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SmsSettings } from "../../api/settings";
import css from "../Settings.module.css";
import { Fold } from "../email/Fold";
import type { SecretName, Secrets } from "./sms";

interface Props {
  settings: SmsSettings;
  set: (change: Partial<SmsSettings>) => void;
  secrets: Secrets;
  setSecret: (name: SecretName, value: string) => void;
  /** Which secrets are stored; they never come out. */
  stored: readonly string[];
  disabled: boolean;
}

/** Which account at Twilio, and by which number it texts. */
export function AccountCard({ settings, set, secrets, setSecret, stored, disabled }: Props) {
  const { t } = useTranslation();
  const text = (name: "account_sid" | "number" | "messaging_service_sid" | "api_base" | "api_key_sid", hint?: string) => (
    <TextInput label={t(`sms.field.${name}`)} description={hint} dir="ltr" autoComplete="off" spellCheck={false} value={settings[name]} disabled={disabled} onChange={(event) => set({ [name]: event.currentTarget.value.trim() })} data-testid={`sms-${name}`} />
  );
  const secret = (name: SecretName, hint?: string) => (
    <PasswordInput label={t(`sms.field.${name}`)} description={hint} dir="ltr" autoComplete="new-password" placeholder={stored.includes(name) ? t("sms.kept") : ""} value={secrets[name] ?? ""} disabled={disabled} onChange={(event) => setSecret(name, event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} data-testid={`secret-${name}`} />
  );
  return (
    <section className={css.card}>
      <h2>{t("sms.account")}</h2>
      <Stack>
        {text("account_sid", t("sms.hint.account_sid"))}
        {secret("auth_token", t("sms.hint.auth_token"))}
        {text("number", t("sms.hint.number"))}
        <Fold title={t("sms.more")}>
          <Stack>
            {text("messaging_service_sid", t("sms.hint.messaging_service_sid"))}
            {secret("previous_auth_token", t("sms.hint.previous_auth_token"))}
            {text("api_key_sid", t("sms.hint.api_key_sid"))}
            {secret("api_key_secret")}
            {text("api_base", t("sms.hint.api_base"))}
          </Stack>
        </Fold>
      </Stack>
    </section>
  );
}
