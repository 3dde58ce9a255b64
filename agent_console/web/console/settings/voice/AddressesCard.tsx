import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { Address } from "../twilio/Address";
import voice from "./Voice.module.css";
import { addresses } from "./voice";

/** What has to be entered at Twilio, so that calls come here. */
export function AddressesCard({ publicKey }: { publicKey: string }) {
  const { t } = useTranslation();
  const urls = addresses(location.origin, publicKey);
  return (
    <section className={css.card}>
      <h2>{t("sms.atTwilio")}</h2>
      <Text size="sm" c="dimmed" mb="md">{t("voiceInbox.atTwilioHint")}</Text>
      <dl className={voice.addresses}>
        {(["call", "fallback", "status"] as const).map((name) => (
          <div key={name}>
            <dt><bdi>{t(`voiceInbox.address.${name}`)}</bdi></dt>
            <dd><Address url={urls[name]} named={t(`voiceInbox.address.${name}`)} data-testid={`voice-url-${name}`} /></dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
