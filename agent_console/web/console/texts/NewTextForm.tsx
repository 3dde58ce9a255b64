import { Button, Group, Select, Stack, TextInput, Textarea } from "@mantine/core";
import { IconSend2 } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../api/http";
import { Problem } from "../api/problem";
import type { CommandResult } from "../api/types";
import { readable } from "../calls/numbers";
import { SegmentCount } from "../composer/SegmentCount";
import { tellDone, tellProblem } from "../parts/notify";
import { learn } from "../state/live";
import timeline from "../timeline/Timeline.module.css";
import { type BegunText, closeNewText, plainNumber, useTextInboxes } from "./newText";

/** From which number, to whom, and the words. */
export function NewTextForm({ begun }: { begun: BegunText }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const inboxes = useTextInboxes();
  const [inbox, setInbox] = useState(inboxes[0]?.value ?? "");
  const [to, setTo] = useState(begun.to);
  const [name, setName] = useState(begun.name);
  const [text, setText] = useState("");
  const [left, setLeft] = useState(false);
  const [busy, setBusy] = useState(false);
  const id = useRef(crypto.randomUUID());
  const number = plainNumber(to);
  const ready = number !== "" && text.trim() !== "" && inbox !== "";

  const send = async (): Promise<void> => {
    if (!ready || busy) return;
    setBusy(true);
    try {
      const { conversation } = await post<CommandResult>("/conversations", { id: id.current, inbox, to: [number], name: name.trim(), text }, { key: id.current });
      learn([conversation]);
      closeNewText();
      tellDone(t("sms.new.sent", { name: readable(conversation.contact.name) }));
      void navigate(`/inbox/${conversation.id}`);
    } catch (error) {
      tellProblem(error);
      // An answer that never came is asked for again by the same id; what was refused is a new wish.
      if (!(error instanceof Problem && error.passing)) id.current = crypto.randomUUID();
      setBusy(false);
    }
  };

  return (
    <form onSubmit={(event) => { event.preventDefault(); void send(); }} data-testid="new-text-form">
      <Stack gap="sm">
        {inboxes.length > 1 && <Select label={t("mail.field.from")} data={inboxes} value={inbox} allowDeselect={false} onChange={(value) => value && setInbox(value)} data-testid="new-text-inbox" />}
        <TextInput label={t("sms.new.number")} description={t("sms.new.numberHint")} type="tel" dir="ltr" autoComplete="off" value={to} maxLength={40} data-autofocus={begun.to === "" || undefined}
          error={left && to !== "" && number === "" && t("sms.new.noNumber")} onBlur={() => setLeft(true)} onChange={(event) => setTo(event.currentTarget.value)} data-testid="new-text-to" />
        <TextInput label={t("mail.new.name")} description={t("mail.new.nameHint")} value={name} maxLength={200} dir="auto" onChange={(event) => setName(event.currentTarget.value)} data-testid="new-text-name" />
        <Textarea label={t("sms.new.words")} autosize minRows={3} maxRows={10} dir="auto" maxLength={1600} value={text} data-autofocus={begun.to !== "" || undefined} onChange={(event) => setText(event.currentTarget.value)} data-testid="new-text-words"
          onKeyDown={(event) => { if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void send(); }} />
        <Group justify="space-between">
          <span><SegmentCount text={text} /></span>
          <Button type="submit" loading={busy} disabled={!ready} leftSection={<IconSend2 size={16} className={timeline.flip} />} data-testid="new-text-send">{t("composer.send")}</Button>
        </Group>
      </Stack>
    </form>
  );
}
