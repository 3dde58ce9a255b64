import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { Address } from "../twilio/Address";
import { incomingUrl } from "./sms";

/** What has to be entered at Twilio, so that texts come here. */
export function WebhookCard({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation();
  return (
    <section className={css.card}>
      <h2>{t("sms.atTwilio")}</h2>
      <Text size="sm" c="dimmed" mb="sm">{t("sms.atTwilioHint")}</Text>
      <Address url={incomingUrl(location.origin, publicKey)} data-testid="sms-webhook" />
    </section>
  );
}
