import { NumberInput, Radio, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { WeekEditor } from "../inbox/WeekEditor";
import { PromptField } from "./PromptField";
import type { VoiceForm } from "./form";
import type { Own } from "./own";

interface Props { form: VoiceForm; own: (words: readonly Own[]) => string }

/** When calls are answered, and what a caller hears at other times. */
export function HoursCard({ form, own }: Props) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  const { hours, closed, voicemail } = settings;
  return (
    <section className={css.card} data-testid="hours-card">
      <h2>{t("inbox.hoursOn")}</h2>
      <Stack>
        <WeekEditor hours={hours} onChange={(next) => set({ hours: next })} hint={t("voiceInbox.hoursHint")} disabled={disabled} errorAt={errorAt} />
        {hours && (
          <>
            <PromptField label={t("voiceInbox.closed.prompt")} hint={t("voiceInbox.closed.hint")} own={own([{ key: "closed" }])} prompt={closed.prompt} onChange={(prompt) => set({ closed: { ...closed, prompt } })} error={errorAt("closed.prompt")} disabled={disabled} testid="prompt-closed" />
            <Radio.Group label={t("voiceInbox.closed.then")} value={closed.then} onChange={(value) => set({ closed: { ...closed, then: value as typeof closed.then } })}>
              <Stack gap={8} mt={6}>
                <Radio value="voicemail" label={t("voiceInbox.closed.voicemail")} disabled={disabled} />
                <Radio value="hang_up" label={t("voiceInbox.closed.hang_up")} disabled={disabled} />
              </Stack>
            </Radio.Group>
            {closed.then === "voicemail" && !voicemail.on && <Text size="sm" c="var(--p-warn)">{t("voiceInbox.closed.noVoicemail")}</Text>}
          </>
        )}
      </Stack>
    </section>
  );
}

/** Messages that callers leave. */
export function VoicemailCard({ form, own }: Props) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  const { voicemail } = settings;
  const change = (part: Partial<typeof voicemail>): void => set({ voicemail: { ...voicemail, ...part } });
  return (
    <section className={css.card} data-testid="voicemail-card">
      <h2>{t("voiceInbox.voicemail.title")}</h2>
      <Stack>
        <Switch label={t("voiceInbox.voicemail.on")} description={t("voiceInbox.voicemail.onHint")} checked={voicemail.on} disabled={disabled} onChange={(event) => change({ on: event.currentTarget.checked })} data-testid="voicemail-on" />
        {voicemail.on && (
          <>
            <PromptField label={t("voiceInbox.voicemail.prompt")} own={own([{ key: "voicemail" }])} prompt={voicemail.prompt} onChange={(prompt) => change({ prompt })} error={errorAt("voicemail.prompt")} disabled={disabled} testid="prompt-voicemail" />
            <NumberInput label={t("voiceInbox.voicemail.longest")} min={10} max={600} allowDecimal={false} w={220} value={voicemail.longest_s} error={errorAt("voicemail.longest_s")} disabled={disabled} onChange={(value) => value !== "" && change({ longest_s: Number(value) })} />
          </>
        )}
      </Stack>
    </section>
  );
}
