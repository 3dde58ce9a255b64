import { Input, NumberInput, Stack, Switch } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { AudioFile } from "./AudioFile";
import { Player } from "./Player";
import { PromptField } from "./PromptField";
import voice from "./Voice.module.css";
import type { VoiceForm } from "./form";
import type { Own } from "./own";

const MINUTE_S = 60;
/** Parley's own music; everybody may hear it. */
const MUSIC = "/hooks/voice/sounds/hold.wav";

/** What callers hear until somebody answers. */
export function WaitingCard({ form, own }: { form: VoiceForm; own: (words: readonly Own[]) => string }) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  const { waiting } = settings;
  const change = (part: Partial<typeof waiting>): void => set({ waiting: { ...waiting, ...part } });
  return (
    <section className={css.card} data-testid="waiting-card">
      <h2>{t("voiceInbox.waiting.title")}</h2>
      <Stack>
        <PromptField label={t("voiceInbox.waiting.prompt")} hint={t("voiceInbox.waiting.promptHint")} own={own([{ key: "waiting" }])} prompt={waiting.prompt} onChange={(prompt) => change({ prompt })} error={errorAt("waiting.prompt")} disabled={disabled} testid="prompt-waiting" />
        <Input.Wrapper label={t("voiceInbox.waiting.music")} description={t("voiceInbox.audio.types")} error={errorAt("waiting.music_file")} labelElement="div">
          <div className={voice.prompt}>
            {!waiting.music_file && <Player src={MUSIC} name={t("voiceInbox.waiting.ownMusic")} />}
            <AudioFile label={t("voiceInbox.waiting.music")} file={waiting.music_file} onChange={(music_file) => change({ music_file })} disabled={disabled} testid="music" />
          </div>
        </Input.Wrapper>
        <Switch label={t("voiceInbox.waiting.position")} checked={waiting.say_position} disabled={disabled} onChange={(event) => change({ say_position: event.currentTarget.checked })} />
        <Switch label={t("voiceInbox.waiting.wait")} checked={waiting.say_wait} disabled={disabled} onChange={(event) => change({ say_wait: event.currentTarget.checked })} />
        <Switch label={t("voiceInbox.waiting.callback")} description={t("voiceInbox.waiting.callbackHint")} checked={waiting.callback} disabled={disabled} onChange={(event) => change({ callback: event.currentTarget.checked })} data-testid="callback-on" />
        {waiting.callback && <PromptField label={t("voiceInbox.waiting.callbackPrompt")} own={own([{ key: "callback", values: { digit: "1" } }])} prompt={waiting.callback_prompt} onChange={(callback_prompt) => change({ callback_prompt })} error={errorAt("waiting.callback_prompt")} disabled={disabled} testid="prompt-callback" />}
        <div className={voice.pair}>
          <NumberInput label={t("voiceInbox.waiting.every")} min={15} max={120} allowDecimal={false} value={waiting.every_s} error={errorAt("waiting.every_s")} disabled={disabled} onChange={(value) => value !== "" && change({ every_s: Number(value) })} />
          <NumberInput label={t("voiceInbox.waiting.longest")} min={1} max={120} allowDecimal={false} value={Math.round(waiting.longest_s / MINUTE_S)} error={errorAt("waiting.longest_s")} disabled={disabled} onChange={(value) => value !== "" && change({ longest_s: Number(value) * MINUTE_S })} />
        </div>
        <p className={voice.quiet} style={{ margin: 0 }}>{t(settings.voicemail.on ? "voiceInbox.waiting.longestHint" : "voiceInbox.waiting.noLongest")}</p>
      </Stack>
    </section>
  );
}
