import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { Fold } from "../email/Fold";
import { type AccountForm, AccountSecret, AccountText } from "../twilio/AccountFields";
import type { FormSettings } from "./voice";

/** Which account at Twilio, and which number is called. */
export function AccountCard({ form }: { form: AccountForm<FormSettings> }) {
  const { t } = useTranslation();
  return (
    <section className={css.card}>
      <h2>{t("sms.account")}</h2>
      <Stack>
        <AccountText form={form} name="number" hint={t("sms.hint.number")} />
        <AccountText form={form} name="account_sid" hint={t("sms.hint.account_sid")} />
        <AccountSecret form={form} name="auth_token" hint={t("sms.hint.auth_token")} />
        <AccountText form={form} name="api_key_sid" hint={t("voiceInbox.apiKeyHint")} />
        <AccountSecret form={form} name="api_key_secret" hint={t("voiceInbox.apiSecretHint")} />
        <Fold title={t("voiceInbox.more")} open={form.errorAt?.("api_base") !== undefined}>
          <Stack>
            <AccountSecret form={form} name="previous_auth_token" hint={t("sms.hint.previous_auth_token")} />
            <AccountText form={form} name="api_base" hint={t("sms.hint.api_base")} />
          </Stack>
        </Fold>
      </Stack>
    </section>
  );
}
