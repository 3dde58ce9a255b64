import { useTranslation } from "react-i18next";
import { timelines } from "../state/live";
import { useStore } from "../state/store";
import { EMPTY } from "../state/timeline";
import { Attachments } from "../timeline/Attachments";
import { Section } from "./Section";

/** The files of the part of the conversation that is loaded, newest first. */
export function Files({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const timeline = useStore(timelines, (all) => all.get(conversationId)) ?? EMPTY;
  const files = timeline.entries.flatMap((entry) => entry.attachments).reverse();
  if (files.length === 0) return null;
  return <Section title={t("customer.files")}><Attachments files={files.slice(0, 20)} /></Section>;
}
