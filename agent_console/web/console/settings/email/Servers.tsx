import { NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Security } from "../../api/settings";
import css from "./Email.module.css";
import { portFor } from "./email";
import type { CardProps } from "./form";

const SECURITIES: readonly Security[] = ["tls", "starttls", "none"];

/** Where mail is fetched from and where it is handed over: host, encryption, port. */
export function Servers({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  return (
    <>
      {(["imap", "smtp"] as const).map((kind) => {
        const server = settings[kind];
        const change = (part: Partial<typeof server>): void => set({ [kind]: { ...server, ...part } });
        return (
          <fieldset key={kind} className={css.server}>
            <legend>{t(`mailInbox.server.${kind}`)}</legend>
            <TextInput label={t("mailInbox.server.host")} dir="ltr" value={server.host} disabled={disabled} data-testid={`${kind}-host`} onChange={(event) => change({ host: event.currentTarget.value.trim() })} />
            <NativeSelect label={t("mailInbox.server.security")} value={server.security} disabled={disabled} data-testid={`${kind}-security`} data={SECURITIES.map((value) => ({ value, label: t(`mailInbox.security.${value}`) }))}
              onChange={(event) => { const security = event.currentTarget.value as Security; change({ security, port: portFor(kind, security, server) }); }} />
            <NumberInput label={t("mailInbox.server.port")} dir="ltr" min={1} max={65_535} allowDecimal={false} hideControls thousandSeparator={false} value={server.port} disabled={disabled} data-testid={`${kind}-port`} onChange={(value) => value !== "" && change({ port: Number(value) })} />
          </fieldset>
        );
      })}
    </>
  );
}
