import { Loader } from "@mantine/core";
import { IconMessageOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import { readable } from "../calls/numbers";
import { Composer } from "../composer/Composer";
import { DropZone } from "../composer/DropZone";
import { ScheduledList } from "../composer/ScheduledList";
import { Nothing } from "../parts/Nothing";
import { lastSeq } from "../state/timeline";
import { Header } from "./Header";
import { Timeline } from "./Timeline";
import css from "./Timeline.module.css";
import { useConversation, useMarkRead } from "./useConversation";

interface Props { id: string; phone: boolean; onCustomer: (() => void) | undefined }

/** The conversation: what was said on top, what will be said below. */
export function ConversationPane({ id, phone, onCustomer }: Props) {
  const { t } = useTranslation();
  const { one, timeline, loading, problem } = useConversation(id);
  useMarkRead(one, lastSeq(timeline));
  if (!one) {
    const text = problem instanceof Problem && problem.status !== 404 ? problem.message : t("conversation.gone");
    return (
      <section className={css.pane} aria-label={t("conversation.pane")}>
        {loading ? <Loader size="sm" m="auto" aria-label={t("common.loading")} /> : (
          <div style={{ margin: "auto" }}><Nothing icon={IconMessageOff} title={text} hint={t("conversation.goneHint")} /></div>
        )}
      </section>
    );
  }
  return (
    <section className={css.pane} aria-label={t("conversation.with", { name: readable(one.contact.name) })}>
      <Header one={one} phone={phone} onCustomer={onCustomer} />
      <DropZone conversation={id}>
        <Timeline one={one} timeline={timeline} />
        <ScheduledList conversation={id} />
        <Composer one={one} />
      </DropZone>
    </section>
  );
}
