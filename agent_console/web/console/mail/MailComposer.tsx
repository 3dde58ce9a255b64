import { ActionIcon, Tooltip } from "@mantine/core";
import { RichTextEditor } from "@mantine/tiptap";
import "@mantine/tiptap/styles.css";
import { IconBolt, IconLetterCase, IconPaperclip } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import { EmojiPicker } from "../composer/EmojiPicker";
import { FileChips } from "../composer/FileChips";
import { Modes } from "../composer/Modes";
import { SendMenu } from "../composer/SendMenu";
import { Suggestions } from "../composer/Suggestions";
import type { ComposerProps } from "../composer/TextComposer";
import { send as post } from "../composer/outbox";
import { addFiles, clearFiles, useFiles } from "../composer/useFiles";
import { useSuggestions } from "../composer/useSuggestions";
import { useTyping } from "../composer/useTyping";
import { useIsPhone } from "../app/Shell";
import { timelines } from "../state/live";
import { useStore } from "../state/store";
import { EMPTY } from "../state/timeline";
import { AddressLines } from "./AddressLines";
import css from "./Composer.module.css";
import shared from "../composer/Composer.module.css";
import { QuoteLine } from "./QuoteLine";
import { Toolbar, useEditorLabels } from "./Toolbar";
import { beginOf, newestOf } from "./addressing";
import { quoting, toolbar } from "./habits";
import { addressProblem } from "./recipients";
import type { MailBody } from "./types";
import { beforeCaret, insertWords, isEmptyLetter, useMailEditor } from "./useMailEditor";
import { forSending, paragraphs } from "./written";

/** Where mails are written: to whom, about what, formatted, with what they answer below. */
export default function MailComposer({ one, draft, setDraft, setMode, focus }: ComposerProps) {
  const { t } = useTranslation();
  const me = useMe();
  const phone = useIsPhone();
  const picker = useRef<HTMLInputElement>(null);
  const files = useFiles(one.id);
  const typing = useTyping(one.id);
  const mail = beginOf(one, draft.mail);
  const setMail = (change: Partial<MailBody>): void => setDraft({ mail: { ...mail, ...change } });
  const entries = useStore(timelines, (all) => all.get(one.id) ?? EMPTY).entries;
  const quotes = useStore(quoting, (value) => value);
  const formatting = useStore(toolbar, (value) => value ?? !phone);
  /** Until somebody writes, there is more room for reading. */
  const [awake, setAwake] = useState(focus > 0);
  const quoted = mail.quote ? (entries.find((entry) => entry.seq === mail.quote) ?? null) : newestOf(entries);
  const tooBig = me.settings.max_attachment_bytes;
  const keys = useRef<(event: KeyboardEvent) => boolean>(() => false);

  const { editor, uploading, addPictures } = useMailEditor({
    initial: draft.mail?.html || paragraphs(draft.text), maxBytes: tooBig, testId: "composer-input",
    label: t("composer.writeReply", { name: one.contact.name }), placeholder: mail.forward ? t("mail.new.placeholder") : t("composer.replyPlaceholder", { name: one.contact.name }),
    onChange: (html, text) => {
      setDraft({ text, mail: { ...mail, html } });
      typing.wrote();
    },
    onKey: (event) => keys.current(event),
    onFiles: (given) => addFiles(one.id, given, tooBig),
    onBlur: typing.stopped,
  });
  useEffect(() => {
    if (focus > 0 && !(mail.forward && mail.to.length === 0)) editor.commands.focus("end");
    // eslint-disable-next-line react-hooks/exhaustive-deps -- once for each wish
  }, [focus]);

  const before = beforeCaret(editor);
  const suggest = useSuggestions(one, "reply", before.text, before.text.length, (from, to, by) => insertWords(editor, before.start + from, before.start + to, by));
  const attachments = files.flatMap((file) => file.file ?? []);
  const busy = uploading > 0 || files.some((file) => !file.file && !file.problem);
  const nothing = isEmptyLetter(mail.html, draft.text) && attachments.length === 0 && !mail.forward;
  const problem = addressProblem(mail.to, mail.cc, mail.bcc);
  const submit = (how: { resolve?: boolean; sendAt?: string }): void => {
    if (nothing || busy || problem) return;
    const quote = mail.forward ? mail.quote : quotes ? (quoted?.seq ?? null) : null;
    post({
      id: crypto.randomUUID(), conversation: one.id, mode: "reply", text: draft.text.trim(), attachments, mentions: [],
      resolve: how.resolve ?? false, sendAt: how.sendAt ?? null, mail: { ...mail, html: forSending(mail.html), quote },
    });
    typing.stopped();
    clearFiles(one.id);
    editor.commands.clearContent(false);
    setDraft({ text: "", mail: null });
    editor.commands.focus();
  };
  useEffect(() => {
    keys.current = (event) => {
      if (event.isComposing) return false;
      if (suggest.onKey(event)) return true;
      if (event.key === "Escape") { editor.commands.blur(); return true; }
      if (event.key !== "Enter" || event.shiftKey || !(event.ctrlKey || event.metaKey || event.altKey)) return false;
      submit({ resolve: event.ctrlKey || event.metaKey });
      return true;
    };
  });
  const startCanned = (): void => {
    const text = beforeCaret(editor).text;
    editor.chain().focus().insertContent(text === "" || /\s$/.test(text) ? "/" : " /").run();
  };

  return (
    <div className={shared.composer}>
      <div className={`${shared.box} ${nothing && !awake ? css.idle : ""}`} data-mode="reply" data-testid="mail-composer">
        <Suggestions id={`suggest-${one.id}`} {...suggest} />
        <Modes mode="reply" onChange={setMode} />
        <AddressLines one={one} mail={mail} onChange={setMail} />
        <RichTextEditor editor={editor} onFocus={() => setAwake(true)} className={css.editor} labels={useEditorLabels()}>
          <RichTextEditor.Content className={css.content} />
          {formatting && <Toolbar onPictures={addPictures} />}
        </RichTextEditor>
        <QuoteLine one={one} mail={mail} quoted={quoted} onChange={setMail} />
        <FileChips id={one.id} files={files} />
        <div className={shared.bar}>
          <Tooltip label={t("composer.attach")}><ActionIcon aria-label={t("composer.attach")} onClick={() => picker.current?.click()}><IconPaperclip size={19} stroke={1.7} /></ActionIcon></Tooltip>
          <EmojiPicker onPick={(emoji) => editor.chain().focus().insertContent(emoji).run()} />
          <Tooltip label={t("composer.canned")}><ActionIcon aria-label={t("composer.canned")} onClick={startCanned}><IconBolt size={19} stroke={1.7} /></ActionIcon></Tooltip>
          <Tooltip label={t("mail.format.label")}><ActionIcon aria-label={t("mail.format.label")} aria-pressed={formatting} variant={formatting ? "light" : "subtle"} onClick={() => toolbar.set(!formatting)} data-testid="mail-format"><IconLetterCase size={19} stroke={1.7} /></ActionIcon></Tooltip>
          <span className={shared.hint} role={problem && problem !== "noRecipient" ? "alert" : undefined}>{uploading > 0 ? t("mail.uploading") : problem && !nothing ? t(`mail.problem.${problem}`) : t(one.category === "closed" ? "composer.reopens" : "mail.hint")}</span>
          <input ref={picker} type="file" multiple hidden data-testid="composer-files" onChange={(event) => {
            addFiles(one.id, event.currentTarget.files ?? [], tooBig);
            event.currentTarget.value = "";
          }} />
          <SendMenu disabled={nothing || busy || problem !== ""} note={false} onSend={submit} />
        </div>
      </div>
    </div>
  );
}
