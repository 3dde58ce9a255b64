import { NumberInput, Stack, Switch, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SmsSettings } from "../../api/settings";
import css from "../Settings.module.css";

const ANSWERS = ["stop_text", "start_text", "help_text"] as const;

interface Props { settings: SmsSettings; set: (change: Partial<SmsSettings>) => void; disabled: boolean }

/** How long answers may be, who answers STOP and HELP, and how lost texts are found. */
export function SendingCard({ settings, set, disabled }: Props) {
  const { t } = useTranslation();
  const number = (name: "max_segments" | "backfill_minutes", max: number) => (
    <NumberInput label={t(`sms.field.${name}`)} description={t(`sms.hint.${name}`)} min={1} max={max} allowDecimal={false} value={settings[name]} disabled={disabled} onChange={(value) => value !== "" && set({ [name]: Number(value) })} />
  );
  return (
    <section className={css.card}>
      <h2>{t("sms.sending")}</h2>
      <Stack>
        {number("max_segments", 10)}
        <Switch label={t("sms.field.status_callback")} description={t("sms.hint.status_callback")} checked={settings.status_callback} disabled={disabled} onChange={(event) => set({ status_callback: event.currentTarget.checked })} />
        <Switch label={t("sms.field.opt_out_managed_by_twilio")} description={t("sms.hint.opt_out_managed_by_twilio")} checked={settings.opt_out_managed_by_twilio} disabled={disabled} onChange={(event) => set({ opt_out_managed_by_twilio: event.currentTarget.checked })} />
        {!settings.opt_out_managed_by_twilio && ANSWERS.map((name) => (
          <Textarea key={name} label={t(`sms.field.${name}`)} description={t(`sms.hint.${name}`)} autosize minRows={2} maxLength={1600} dir="auto" value={settings[name]} disabled={disabled} onChange={(event) => set({ [name]: event.currentTarget.value })} />
        ))}
        {number("backfill_minutes", 1440)}
      </Stack>
    </section>
  );
}
