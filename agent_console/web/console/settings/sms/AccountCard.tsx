import { Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SmsSettings } from "../../api/settings";
import css from "../Settings.module.css";
import { Fold } from "../email/Fold";
import { type AccountForm, AccountSecret, AccountText } from "../twilio/AccountFields";

/** Which account at Twilio, and by which number it texts. */
export function AccountCard({ form }: { form: AccountForm<SmsSettings> }) {
  const { t } = useTranslation();
  return (
    <section className={css.card}>
      <h2>{t("sms.account")}</h2>
      <Stack>
        <AccountText form={form} name="account_sid" hint={t("sms.hint.account_sid")} />
        <AccountSecret form={form} name="auth_token" hint={t("sms.hint.auth_token")} />
        <AccountText form={form} name="number" hint={t("sms.hint.number")} />
        <Fold title={t("sms.more")}>
          <Stack>
            <AccountText form={form} name="messaging_service_sid" hint={t("sms.hint.messaging_service_sid")} />
            <AccountSecret form={form} name="previous_auth_token" hint={t("sms.hint.previous_auth_token")} />
            <AccountText form={form} name="api_key_sid" hint={t("sms.hint.api_key_sid")} />
            <AccountSecret form={form} name="api_key_secret" />
            <AccountText form={form} name="api_base" hint={t("sms.hint.api_base")} />
          </Stack>
        </Fold>
      </Stack>
    </section>
  );
}
