import { ActionIcon, Button, Group, Select, Text, TextInput, Tooltip } from "@mantine/core";
import { RichTextEditor } from "@mantine/tiptap";
import "@mantine/tiptap/styles.css";
import { IconPaperclip, IconSend2 } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../api/http";
import { Problem } from "../api/problem";
import type { CommandResult } from "../api/types";
import { useMe } from "../app/session";
import { EmojiPicker } from "../composer/EmojiPicker";
import { FileChips } from "../composer/FileChips";
import { addFiles, clearFiles, useFiles } from "../composer/useFiles";
import { tellDone, tellProblem } from "../parts/notify";
import { learn } from "../state/live";
import timeline from "../timeline/Timeline.module.css";
import css from "./Composer.module.css";
import { Recipients } from "./Recipients";
import { Toolbar, useEditorLabels } from "./Toolbar";
import { type Begun, closeNewMail, useMailInboxes } from "./newMail";
import { type NewLetter, keepNew, keptNew } from "./newDraft";
import { addressProblem } from "./recipients";
import { isEmptyLetter, useMailEditor } from "./useMailEditor";
import { forSending } from "./written";

const FILES = "new-mail";

/** From which inbox, to whom, about what. What was written stays on this machine until it is sent. */
export default function NewMailForm({ begun }: { begun: Begun }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const inboxes = useMailInboxes();
  const files = useFiles(FILES);
  const picker = useRef<HTMLInputElement>(null);
  const [letter, setLetter] = useState<NewLetter>(() => keptNew(begun, inboxes.map((one) => one.value)));
  const [copies, setCopies] = useState(letter.cc.length > 0);
  const [busy, setBusy] = useState(false);
  const id = useRef(crypto.randomUUID());
  const change = (part: Partial<NewLetter>): void => setLetter((old) => ({ ...old, ...part }));
  useEffect(() => keepNew(letter), [letter]);

  const keys = useRef<(event: KeyboardEvent) => boolean>(() => false);
  const { editor, uploading, addPictures } = useMailEditor({
    initial: letter.html, maxBytes: me.settings.max_attachment_bytes, testId: "new-mail-text", label: t("mail.new.words"), placeholder: t("mail.new.placeholder"),
    onChange: (html, text) => change({ html, text }),
    onKey: (event) => keys.current(event),
    onFiles: (given) => addFiles(FILES, given, me.settings.max_attachment_bytes),
  });
  const attachments = files.flatMap((file) => file.file ?? []);
  const waits = uploading > 0 || files.some((file) => !file.file && !file.problem);
  const nothing = isEmptyLetter(letter.html, letter.text) && attachments.length === 0;
  const problem = addressProblem(letter.to, letter.cc, []);
  const ready = !problem && !nothing && !waits && letter.inbox !== "";

  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    const { inbox, to, cc, subject, text } = letter;
    const body = { id: id.current, inbox, to, name: letter.name.trim(), cc, bcc: [], subject: subject.trim(), html: forSending(letter.html), text, attachments: attachments.map((file) => file.id) };
    try {
      const { conversation } = await post<CommandResult>("/conversations", body, { key: id.current });
      learn([conversation]);
      clearFiles(FILES);
      keepNew(null);
      closeNewMail();
      tellDone(t("mail.new.sent", { name: conversation.contact.name }));
      void navigate(`/inbox/${conversation.id}`);
    } catch (error) {
      tellProblem(error);
      // An answer that never came is asked for again by the same id; what was refused is a new wish.
      if (!(error instanceof Problem && error.passing)) id.current = crypto.randomUUID();
      setBusy(false);
    }
  };
  useEffect(() => {
    keys.current = (event) => {
      if (event.key !== "Enter" || event.isComposing || !(event.ctrlKey || event.metaKey || event.altKey)) return false;
      void send();
      return true;
    };
  });

  return (
    <form className={css.form} onSubmit={(event) => { event.preventDefault(); void send(); }} data-testid="new-mail-form">
      {inboxes.length > 1 && <Select label={t("mail.field.from")} data={inboxes} value={letter.inbox} onChange={(inbox) => inbox && change({ inbox })} allowDeselect={false} data-testid="new-mail-inbox" />}
      <div>
        <Recipients label={t("mail.field.to")} value={letter.to} onChange={(to) => change({ to })} testId="new-mail-to" autoFocus={letter.to.length === 0}>
          {!copies && <button type="button" className={css.small} onClick={() => setCopies(true)}>{t("mail.field.cc")}</button>}
        </Recipients>
        {copies && <Recipients label={t("mail.field.cc")} value={letter.cc} onChange={(cc) => change({ cc })} testId="new-mail-cc" />}
        <div className={css.line}>
          <label className={css.label} htmlFor="new-mail-subject">{t("mail.field.subject")}</label>
          <input id="new-mail-subject" className={css.subject} dir="auto" maxLength={250} value={letter.subject} onChange={(event) => change({ subject: event.currentTarget.value })} data-testid="new-mail-subject" />
        </div>
      </div>
      <div className={css.paper}>
        <RichTextEditor editor={editor} className={css.editor} labels={useEditorLabels()}>
          <Toolbar onPictures={addPictures} />
          <RichTextEditor.Content className={`${css.content} ${css.tall}`} />
        </RichTextEditor>
        <FileChips id={FILES} files={files} />
      </div>
      <TextInput label={t("mail.new.name")} description={t("mail.new.nameHint")} value={letter.name} maxLength={200} onChange={(event) => change({ name: event.currentTarget.value })} data-testid="new-mail-name" />
      <Group gap={4}>
        <Tooltip label={t("composer.attach")}><ActionIcon aria-label={t("composer.attach")} onClick={() => picker.current?.click()}><IconPaperclip size={19} stroke={1.7} /></ActionIcon></Tooltip>
        <EmojiPicker onPick={(emoji) => editor.chain().focus().insertContent(emoji).run()} />
        <input ref={picker} type="file" multiple hidden data-testid="new-mail-files" onChange={(event) => {
          addFiles(FILES, event.currentTarget.files ?? [], me.settings.max_attachment_bytes);
          event.currentTarget.value = "";
        }} />
        <Text size="xs" c="dimmed" ms="auto" me={10}>{problem && problem !== "noRecipient" ? t(`mail.problem.${problem}`) : ""}</Text>
        <Button type="submit" loading={busy} disabled={!ready} leftSection={<IconSend2 size={16} className={timeline.flip} />} data-testid="new-mail-send">{t("composer.send")}</Button>
      </Group>
    </form>
  );
}
