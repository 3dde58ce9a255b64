import { ActionIcon, Tooltip } from "@mantine/core";
import { IconBolt, IconPaperclip } from "@tabler/icons-react";
import { type ClipboardEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { useMe } from "../app/session";
import { readable } from "../calls/numbers";
import { useSeats } from "../presence/useMySeat";
import css from "./Composer.module.css";
import { EmojiPicker } from "./EmojiPicker";
import { FileChips } from "./FileChips";
import { Modes } from "./Modes";
import { SegmentCount } from "./SegmentCount";
import { SendMenu } from "./SendMenu";
import { Suggestions } from "./Suggestions";
import type { Draft } from "./drafts";
import type { Mode } from "./focus";
import { type Pending, send as post } from "./outbox";
import { mentioned } from "./suggest";
import { addFiles, clearFiles, useFiles } from "./useFiles";
import { useSuggestions } from "./useSuggestions";
import { useTyping } from "./useTyping";

export interface ComposerProps {
  one: Conversation;
  draft: Draft;
  setDraft: (change: Partial<Draft>) => void;
  setMode: (mode: Mode) => void;
  /** Grows whenever what is written in should have the focus. */
  focus: number;
}

/** Plain words: a note, or a reply on a channel that knows no formatting. */
export function TextComposer({ one, draft: { text, mode }, setDraft, setMode, focus }: ComposerProps) {
  const { t } = useTranslation();
  const me = useMe();
  const seats = useSeats();
  const area = useRef<HTMLTextAreaElement>(null);
  const picker = useRef<HTMLInputElement>(null);
  const [caret, setCaret] = useState(0);
  const files = useFiles(one.id);
  const typing = useTyping(one.id);
  const note = mode === "note";
  useEffect(() => {
    if (focus > 0) area.current?.focus();
  }, [focus]);

  const write = (next: string, at: number): void => {
    setDraft({ text: next });
    setCaret(at);
    requestAnimationFrame(() => { area.current?.focus(); area.current?.setSelectionRange(at, at); });
  };
  const replace = (from: number, to: number, by: string): void => write(text.slice(0, from) + by + text.slice(to), from + by.length);
  const insert = (by: string): void => replace(area.current?.selectionStart ?? text.length, area.current?.selectionEnd ?? text.length, by);
  const suggest = useSuggestions(one, mode, text, caret, replace);

  const uploading = files.some((file) => !file.file && !file.problem);
  const attachments = files.flatMap((file) => file.file ?? []);
  const empty = (text.trim() === "" && attachments.length === 0) || uploading;
  const submit = (how: { resolve?: boolean; sendAt?: string }): void => {
    if (empty) return;
    const item: Omit<Pending, "state" | "problem" | "heldUntil"> = {
      id: crypto.randomUUID(), conversation: one.id, mode, text: text.trim(), attachments,
      mentions: note ? mentioned(text, seats.map((seat) => seat.agent)) : [], resolve: how.resolve ?? false, sendAt: how.sendAt ?? null,
    };
    post(item);
    typing.stopped();
    clearFiles(one.id);
    setDraft({ text: "", mode: "reply" });
    area.current?.focus();
  };
  const onKey = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing || suggest.onKey(event)) return;
    if (event.key === "Escape") return area.current?.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit({ resolve: (event.ctrlKey || event.metaKey) && !note });
  };
  const onPaste = (event: ClipboardEvent): void => {
    if (event.clipboardData.files.length === 0) return;
    event.preventDefault();
    addFiles(one.id, event.clipboardData.files, me.settings.max_attachment_bytes);
  };

  return (
    <div className={css.composer}>
      <div className={css.box} data-mode={mode}>
        <Suggestions id={`suggest-${one.id}`} {...suggest} />
        {one.channel !== "voice" && <Modes mode={mode} onChange={setMode} />}
        <textarea ref={area} className={css.text} dir={text ? "auto" : undefined} rows={1} value={text} data-testid="composer-input" data-autofocus={false}
          aria-label={t(note ? "composer.writeNote" : "composer.writeReply", { name: readable(one.contact.name) })}
          placeholder={t(note ? "composer.notePlaceholder" : "composer.replyPlaceholder", { name: readable(one.contact.name) })}
          aria-autocomplete="list" aria-controls={suggest.items.length > 0 ? `suggest-${one.id}` : undefined}
          aria-activedescendant={suggest.items.length > 0 ? `suggest-${one.id}-${suggest.index}` : undefined}
          onChange={(event) => { setDraft({ text: event.currentTarget.value }); setCaret(event.currentTarget.selectionStart); if (!note) typing.wrote(); }}
          onSelect={(event) => setCaret(event.currentTarget.selectionStart)} onKeyDown={onKey} onPaste={onPaste} onBlur={typing.stopped} />
        <FileChips id={one.id} files={files} />
        {one.channel === "sms" && !note && attachments.length === 0 && <SegmentCount text={text} />}
        <div className={css.bar}>
          <Tooltip label={t("composer.attach")}><ActionIcon aria-label={t("composer.attach")} onClick={() => picker.current?.click()}><IconPaperclip size={19} stroke={1.7} /></ActionIcon></Tooltip>
          <EmojiPicker onPick={insert} />
          <Tooltip label={t("composer.canned")}><ActionIcon aria-label={t("composer.canned")} onClick={() => insert(text === "" || /\s$/.test(text) ? "/" : " /")}><IconBolt size={19} stroke={1.7} /></ActionIcon></Tooltip>
          <span className={css.hint}>{t(one.category === "closed" && !note ? "composer.reopens" : "composer.hint")}</span>
          <input ref={picker} type="file" multiple hidden data-testid="composer-files" onChange={(event) => {
            addFiles(one.id, event.currentTarget.files ?? [], me.settings.max_attachment_bytes);
            event.currentTarget.value = "";
          }} />
          <SendMenu disabled={empty} note={note} onSend={submit} />
        </div>
      </div>
    </div>
  );
}
