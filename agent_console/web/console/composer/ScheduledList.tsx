import { Button } from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { post, remove } from "../api/http";
import type { CommandResult, ScheduledReply } from "../api/types";
import { useMay, useMe } from "../app/session";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { rememberPicture } from "../mail/pictures";
import { filesIn } from "../mail/written";
import { tellDone, tellProblem } from "../parts/notify";
import { connection, learn } from "../state/live";
import { loadScheduled, scheduleChanged, scheduled } from "../state/scheduled";
import { useStore } from "../state/store";
import css from "./Scheduled.module.css";
import { dayWord } from "./later";
import { send } from "./outbox";
import { takenBack } from "./takenBack";
import { giveFiles } from "./useFiles";

const NONE: readonly ScheduledReply[] = [];

/** What goes out later in this conversation, and what could not go out, above where one writes. */
export function ScheduledList({ conversation }: { conversation: string }) {
  const { t } = useTranslation();
  const items = useStore(scheduled, (all) => all.get(conversation) ?? NONE);
  const online = useStore(connection, (value) => value) === "online";
  useEffect(() => void loadScheduled(conversation).catch(() => undefined), [conversation, online]);
  if (items.length === 0) return null;
  return (
    <ul className={css.list} aria-label={t("scheduled.title")} data-testid="scheduled">
      {items.map((one) => <Item key={one.id} one={one} />)}
    </ul>
  );
}

function Item({ one }: { one: ScheduledReply }) {
  const { t } = useTranslation();
  const me = useMe();
  const [busy, setBusy] = useState(false);
  const mine = one.author.id === me.user.id;
  const may = useMay("conversations.assign_others") || mine;
  const failed = one.state === "failed";
  const path = `/conversations/${one.conversation}/scheduled/${one.id}`;
  const files = one.attachments.map((file) => file.name).join(", ");

  const carryOut = async (what: () => Promise<unknown>): Promise<boolean> => {
    setBusy(true);
    try {
      await what();
      return true;
    } catch (error) {
      tellProblem(error);
      return false;
    } finally {
      setBusy(false);
      scheduleChanged(one.conversation);
    }
  };
  const sendNow = (): Promise<boolean> => carryOut(async () => learn([(await post<CommandResult>(`${path}/send`)).conversation]));
  const pickUp = (): void => {
    // Pictures go back to where they stood in the text.
    const within = new Set(filesIn(one.mail?.html ?? ""));
    for (const file of one.attachments) if (within.has(file.id)) rememberPicture(file.id, file.url);
    if (mine) giveFiles(one.conversation, one.attachments.filter((file) => !within.has(file.id)));
    takenBack.set({ conversation: one.conversation, mode: "reply", text: one.text, mail: one.mail });
  };
  const edit = async (): Promise<void> => { if (await carryOut(() => remove(path))) pickUp(); };
  const back = (): void => {
    if (!mine || failed) return pickUp();
    const { conversation, text, attachments, resolve, mail } = one;
    send({ id: crypto.randomUUID(), conversation, mode: "reply", text, attachments, mentions: [], resolve, sendAt: one.send_at, mail });
  };
  const cancel = async (): Promise<void> => { if (await carryOut(() => remove(path))) tellDone(t("scheduled.cancelled"), back); };

  return (
    <li className={css.item} data-state={one.state} data-testid="scheduled-reply">
      <span className={css.when}>
        {failed ? <IconAlertTriangle size={15} aria-hidden /> : <IconClock size={15} aria-hidden />}
        <Standing one={one} />
      </span>
      <span className={css.words}>{mine ? "" : `${one.author.name}: `}{one.text || files}</span>
      {one.state !== "sending" && may && (
        <span className={css.doing}>
          {mine && <Button size="compact-xs" variant="subtle" color="gray" disabled={busy} onClick={() => void edit()}>{t("composer.editAgain")}</Button>}
          <Button size="compact-xs" variant="subtle" color="gray" disabled={busy} onClick={() => void cancel()} data-testid="scheduled-cancel">{t(failed ? "scheduled.discard" : "common.cancel")}</Button>
          <Button size="compact-xs" variant="light" disabled={busy} onClick={() => void sendNow()} data-testid="scheduled-send">{t("scheduled.sendNow")}</Button>
        </span>
      )}
    </li>
  );
}

/** When it goes out; or why it did not. */
function Standing({ one }: { one: ScheduledReply }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const now = useNow();
  if (one.state === "sending") return t("scheduled.sending");
  switch (one.failure) {
    case null: return t("scheduled.goesOut", { day: dayWord(one.send_at, now, i18n.language), time: format.time(one.send_at) });
    case "closed": return t("scheduled.closed");
    case "author_gone": return t("scheduled.authorGone", { name: one.author.name });
    case "out_of_scope": return t("scheduled.outOfScope", { name: one.author.name });
    case "refused": return t("scheduled.refused", { reason: one.error ?? "" });
  }
}
