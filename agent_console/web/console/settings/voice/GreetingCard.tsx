import { Autocomplete, NativeSelect, Stack } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/time";
import css from "../Settings.module.css";
import { Caution } from "../email/Caution";
import { PromptField } from "./PromptField";
import voice from "./Voice.module.css";
import type { VoiceForm } from "./form";
import { canSay, spokenLanguage } from "./own";
import { SPEECH_TAGS, voicesFor } from "./voices";

/** The first words, and in which voice and language all of them are spoken. */
export function GreetingCard({ form, language }: { form: VoiceForm; language: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { settings, set, disabled, errorAt } = form;
  const spoken = spokenLanguage(settings, language);
  const tags = settings.speech_language && !SPEECH_TAGS.includes(settings.speech_language) ? [settings.speech_language, ...SPEECH_TAGS] : SPEECH_TAGS;
  return (
    <section className={css.card}>
      <h2>{t("voiceInbox.greeting.title")}</h2>
      <Stack>
        <PromptField label={t("voiceInbox.greeting.label")} hint={t("voiceInbox.greeting.hint")} prompt={settings.greeting} onChange={(greeting) => set({ greeting })} error={errorAt("greeting")} disabled={disabled} testid="prompt-greeting" />
        <div className={voice.pair}>
          <NativeSelect label={t("voiceInbox.speech")} value={settings.speech_language} error={errorAt("speech_language")} disabled={disabled} onChange={(event) => set({ speech_language: event.currentTarget.value })}
            data={[{ value: "", label: t("voiceInbox.speechOfInbox", { language: format.language(language) }) }, ...tags.map((value) => ({ value, label: format.language(value) }))]} data-testid="speech-language" />
          <Autocomplete label={t("voiceInbox.voice")} dir="ltr" placeholder={t("voiceInbox.voiceUsual")} data={voicesFor(spoken)} value={settings.voice} error={errorAt("voice")} disabled={disabled} spellCheck={false} maxLength={80} onChange={(value) => set({ voice: value.trim() })} data-testid="voice-name" />
        </div>
        {!canSay(settings, language) && <Caution title={t("voiceInbox.noVoice", { language: format.language(spoken) })} role="status" data-testid="no-voice">{t("voiceInbox.noVoiceHint")}</Caution>}
      </Stack>
    </section>
  );
}
