import { useTranslation } from "react-i18next";
import { FileList } from "../mail/FileList";
import { shownFiles } from "../mail/types";
import { timelines } from "../state/live";
import { useStore } from "../state/store";
import { EMPTY } from "../state/timeline";
import css from "./Customer.module.css";
import { Section } from "./Section";

/** The files of the part of the conversation that is loaded, newest first. */
export function Files({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation();
  const timeline = useStore(timelines, (all) => all.get(conversationId)) ?? EMPTY;
  const files = timeline.entries.flatMap((entry) => shownFiles(entry)).reverse();
  if (files.length === 0) return null;
  return <Section title={t("customer.files")}><div className={css.fileList} data-testid="customer-files"><FileList key={conversationId} files={files} /></div></Section>;
}
