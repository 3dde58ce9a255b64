import { Input, Textarea } from "@mantine/core";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Prompt } from "../../api/voice";
import { AudioFile } from "./AudioFile";
import css from "./Voice.module.css";

const MOST = 1000;

interface Props {
  label: string;
  hint?: string | undefined;
  prompt: Prompt;
  onChange: (prompt: Prompt) => void;
  /** What is said if this stays empty. */
  own?: string | undefined;
  error?: string | undefined;
  disabled: boolean;
  testid: string;
}

/** What is said to a caller: a text that is read out, or an audio file that is played instead. */
export function PromptField({ label, hint, prompt, onChange, own, error, disabled, testid }: Props) {
  const { t } = useTranslation();
  const id = useId();
  return (
    <Input.Wrapper label={label} description={hint} error={error} id={id} labelElement={prompt.file ? "div" : "label"}>
      <div className={css.prompt} data-testid={testid}>
        {!prompt.file && <Textarea id={id} autosize minRows={1} maxRows={8} maxLength={MOST} dir="auto" placeholder={own} value={prompt.text} error={Boolean(error)} disabled={disabled} aria-describedby={error ? `${id}-error` : undefined} onChange={(event) => onChange({ ...prompt, text: event.currentTarget.value })} data-testid={`${testid}-text`} />}
        <AudioFile label={label} file={prompt.file} onChange={(file) => onChange({ ...prompt, file })} disabled={disabled} testid={`${testid}-audio`} />
        {prompt.file && prompt.text.trim() && <p className={css.instead}>{t("voiceInbox.audio.instead")} <q dir="auto">{prompt.text}</q></p>}
      </div>
    </Input.Wrapper>
  );
}
