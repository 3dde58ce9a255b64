import { Button } from "@mantine/core";
import { IconAlertTriangle, IconClock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Entry } from "../api/types";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { clockOffset } from "../state/live";
import { useStore } from "../state/store";
import timeline from "../timeline/Timeline.module.css";
import { type Pending, MAIL_HOLD_MS, deliver, discard, hold, outbox } from "./outbox";
import { takenBack } from "./takenBack";
import { giveFiles } from "./useFiles";

/** What is on its way: held for a moment so that it can be undone, waiting for the network, or refused. */
export function PendingList({ conversation, entries }: { conversation: string; entries: readonly Entry[] }) {
  const all = useStore(outbox, (value) => value);
  const there = new Set(entries.slice(-30).map((entry) => entry.command));
  return all.filter((one) => one.conversation === conversation && !there.has(one.id)).map((one) => <Row key={one.id} one={one} />);
}

function Row({ one }: { one: Pending }) {
  const { t } = useTranslation();
  const takeBack = (): void => {
    const item = discard(one.id);
    if (!item) return;
    takenBack.set(item);
    giveFiles(item.conversation, item.attachments);
  };
  return (
    <div className={timeline.entry} data-testid="pending" data-state={one.state} data-out data-pending data-note={one.mode === "note" || undefined}>
      {one.text && <div className={timeline.bubble} dir="auto">{one.text}</div>}
      {one.attachments.map((file) => <div key={file.id} className={timeline.file}><span>{file.name}</span></div>)}
      <div className={timeline.under} role="status">
        {one.state === "held" && <><Countdown until={one.heldUntil} /><Button size="compact-xs" variant="light" onClick={takeBack} data-testid="undo-send">{t("common.undo")}</Button></>}
        {(one.state === "sending" || one.state === "sent") && <span className={timeline.delivery}><IconClock size={14} aria-hidden />{t("delivery.sending")}</span>}
        {one.state === "waiting" && <><span className={timeline.delivery}><IconClock size={14} aria-hidden />{t("composer.waiting")}</span><Button size="compact-xs" variant="subtle" color="gray" onClick={takeBack}>{t("common.undo")}</Button></>}
        {one.state === "refused" && (
          <>
            <span className={timeline.delivery} data-state="failed"><IconAlertTriangle size={14} aria-hidden />{one.problem}</span>
            <Button size="compact-xs" variant="light" color="red" onClick={() => void deliver(one.id)}>{t("delivery.resend")}</Button>
            <Button size="compact-xs" variant="subtle" color="gray" onClick={takeBack}>{t("composer.editAgain")}</Button>
          </>
        )}
      </div>
    </div>
  );
}

function Countdown({ until }: { until: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow() - clockOffset.get();
  const left = Math.min((hold.get() ?? MAIL_HOLD_MS) / 1000, Math.max(1, Math.ceil((until - now) / 1000)));
  return <span className="tabular">{t("composer.sendsIn", { seconds: format.number(left) })}</span>;
}
