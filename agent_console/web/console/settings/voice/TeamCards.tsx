import { NumberInput, Radio, Stack, Switch, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { RECORDING, type Recording } from "../../api/voice";
import css from "../Settings.module.css";
import voice from "./Voice.module.css";
import type { VoiceForm } from "./form";

/** What is kept of calls, and for how long. */
export function RecordingCard({ form }: { form: VoiceForm }) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  return (
    <section className={css.card} data-testid="recording-card">
      <h2>{t("voiceInbox.recording.title")}</h2>
      <Stack>
        <Radio.Group label={t("voiceInbox.recording.label")} description={t("voiceInbox.recording.hint")} value={settings.recording} onChange={(value) => set({ recording: value as Recording })}>
          <Stack gap={8} mt={8}>
            {RECORDING.map((value) => <Radio key={value} value={value} label={t(`voiceInbox.recording.${value}`)} disabled={disabled} />)}
          </Stack>
        </Radio.Group>
        <div className={voice.pair}>
          <NumberInput label={t("voiceInbox.recording.keep")} description={t("voiceInbox.recording.keepHint")} min={0} max={3650} allowDecimal={false} value={settings.keep_recordings_days} error={errorAt("keep_recordings_days")} disabled={disabled} onChange={(value) => value !== "" && set({ keep_recordings_days: Number(value) })} data-testid="keep-days" />
          <NumberInput label={t("voiceInbox.recording.atTwilio")} description={t("voiceInbox.recording.atTwilioHint")} min={0} max={365} allowDecimal={false} value={settings.recordings_at_twilio_days} error={errorAt("recordings_at_twilio_days")} disabled={disabled} onChange={(value) => value !== "" && set({ recordings_at_twilio_days: Number(value) })} />
        </div>
        <Switch label={t("voiceInbox.transcribe")} description={t("voiceInbox.transcribeHint")} checked={settings.transcribe} disabled={disabled} onChange={(event) => set({ transcribe: event.currentTarget.checked })} />
      </Stack>
    </section>
  );
}

/** How agents' devices ring, and what agents do after a call. */
export function AgentsCard({ form }: { form: VoiceForm }) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  return (
    <section className={css.card} data-testid="agents-card">
      <h2>{t("voiceInbox.agents.title")}</h2>
      <Stack>
        <div className={voice.pair}>
          <NumberInput label={t("voiceInbox.agents.ring")} description={t("voiceInbox.agents.ringHint")} min={10} max={60} allowDecimal={false} value={settings.ring_s} error={errorAt("ring_s")} disabled={disabled} onChange={(value) => value !== "" && set({ ring_s: Number(value) })} />
          <NumberInput label={t("voiceInbox.agents.wrapUp")} description={t("voiceInbox.agents.wrapUpHint")} min={0} max={3600} allowDecimal={false} value={settings.wrap_up_s} error={errorAt("wrap_up_s")} disabled={disabled} onChange={(value) => value !== "" && set({ wrap_up_s: Number(value) })} />
        </div>
        <TagsInput label={t("voiceInbox.agents.dispositions")} description={t("voiceInbox.agents.dispositionsHint")} placeholder={settings.dispositions.length === 0 ? t("voiceInbox.agents.dispositionsExample") : ""} maxTags={40} maxLength={60} splitChars={[",", ";"]} acceptValueOnBlur value={settings.dispositions} error={errorAt("dispositions")} disabled={disabled} onChange={(dispositions) => set({ dispositions })} data-testid="dispositions" />
      </Stack>
    </section>
  );
}
