import { Button, CopyButton, Text } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { incomingUrl } from "./sms";

/** What has to be entered at Twilio, so that texts come here. */
export function WebhookCard({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation();
  const url = incomingUrl(location.origin, publicKey);
  return (
    <section className={css.card}>
      <h2>{t("sms.atTwilio")}</h2>
      <Text size="sm" c="dimmed" mb="sm">{t("sms.atTwilioHint")}</Text>
      <pre className={css.snippet} data-testid="sms-webhook" tabIndex={0}>{url}</pre>
      <CopyButton value={url}>
        {({ copied, copy }) => <Button variant="light" onClick={copy} leftSection={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}>{t(copied ? "common.copied" : "common.copy")}</Button>}
      </CopyButton>
    </section>
  );
}
