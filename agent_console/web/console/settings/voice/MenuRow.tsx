import { ActionIcon, NativeSelect, TagsInput, Text } from "@mantine/core";
import { IconArrowDown, IconArrowUp, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { DOES, type Does } from "../../api/voice";
import { useQueues } from "../lists";
import { PromptField } from "./PromptField";
import voice from "./Voice.module.css";
import { DIGITS, type Row } from "./voice";

interface Props {
  row: Row;
  index: number;
  count: number;
  /** Digits of the other rows. */
  taken: string[];
  /** Whether messages are taken at all. */
  voicemail: boolean;
  disabled: boolean;
  errorAt: (path: string) => string | undefined;
  onChange: (change: Partial<Row>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove: () => void;
}

/** One choice: its key, the words that do the same, and what it does. */
export function MenuRow({ row, index, count, taken, voicemail, disabled, errorAt, onChange, onMove, onRemove }: Props) {
  const { t } = useTranslation();
  const queues = useQueues().data ?? [];
  const gone = row.queue_id !== "" && queues.every((one) => one.id !== row.queue_id);
  const { digit } = row;
  const path = `menu.options.${index}`;
  const whole = errorAt(path);
  return (
    <li className={voice.row} data-testid="menu-row">
      <div className={voice.rowHead} data-wide={row.does !== "queue"}>
        <NativeSelect label={t("voiceInbox.menu.key")} value={digit} error={errorAt(`${path}.digit`)} disabled={disabled} data={DIGITS.map((value) => ({ value, label: value, disabled: taken.includes(value) }))} onChange={(event) => onChange({ digit: event.currentTarget.value })} data-testid="row-digit" />
        <NativeSelect label={t("voiceInbox.menu.does")} value={row.does} error={errorAt(`${path}.does`)} disabled={disabled} data={DOES.map((value) => ({ value, label: t(`voiceInbox.does.${value}`) }))} onChange={(event) => onChange({ does: event.currentTarget.value as Does })} data-testid="row-does" />
        {row.does === "queue" && <NativeSelect label={t("field.queue")} value={row.queue_id} error={errorAt(`${path}.queue_id`)} disabled={disabled} data={[{ value: "", label: t("voiceInbox.menu.ownQueue") }, ...(gone ? [{ value: row.queue_id, label: "–" }] : []), ...queues.map((one) => ({ value: one.id, label: one.name }))]} onChange={(event) => onChange({ queue_id: event.currentTarget.value })} data-testid="row-queue" />}
        {!disabled && (
          <div className={voice.rowTools}>
            <ActionIcon size="lg" aria-label={t("voiceInbox.menu.up", { digit })} disabled={index === 0} onClick={() => onMove(-1)}><IconArrowUp size={16} /></ActionIcon>
            <ActionIcon size="lg" aria-label={t("voiceInbox.menu.down", { digit })} disabled={index === count - 1} onClick={() => onMove(1)}><IconArrowDown size={16} /></ActionIcon>
            <ActionIcon size="lg" aria-label={t("voiceInbox.menu.remove", { digit })} onClick={onRemove}><IconTrash size={16} /></ActionIcon>
          </div>
        )}
      </div>
      {row.does === "voicemail" && !voicemail && <Text size="sm" c="var(--p-warn)">{t("voiceInbox.menu.noVoicemail")}</Text>}
      {row.does === "say" && <PromptField label={t("voiceInbox.menu.says")} prompt={row.say} onChange={(say) => onChange({ say })} error={errorAt(`${path}.say`)} disabled={disabled} testid="row-say" />}
      <TagsInput label={t("voiceInbox.menu.words")} maxTags={20} maxLength={60} splitChars={[",", ";"]} acceptValueOnBlur value={row.words} error={errorAt(`${path}.words`)} disabled={disabled} onChange={(words) => onChange({ words })} data-testid="row-words" />
      {whole && <Text size="sm" c="var(--p-bad)" role="alert">{whole}</Text>}
    </li>
  );
}
