import { IconUpload } from "@tabler/icons-react";
import { type DragEvent, type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import css from "./Composer.module.css";
import { addFiles } from "./useFiles";

/** Files dropped anywhere on a conversation are attached to what is being written. */
export function DropZone({ conversation, children }: { conversation: string; children: ReactNode }) {
  const { t } = useTranslation();
  const me = useMe();
  const depth = useRef(0);
  const [over, setOver] = useState(false);
  const hasFiles = (event: DragEvent): boolean => event.dataTransfer.types.includes("Files");
  const move = (step: number) => (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth.current = Math.max(0, depth.current + step);
    setOver(depth.current > 0);
  };
  const drop = (event: DragEvent): void => {
    if (!hasFiles(event)) return;
    // An editor that a picture was dropped on has taken it into its text.
    const taken = event.isDefaultPrevented();
    event.preventDefault();
    depth.current = 0;
    setOver(false);
    if (!taken) addFiles(conversation, event.dataTransfer.files, me.settings.max_attachment_bytes);
  };
  return (
    <div className={css.zone} onDragEnter={move(1)} onDragLeave={move(-1)} onDragOver={(event) => hasFiles(event) && event.preventDefault()} onDrop={drop}>
      {children}
      {over && <div className={css.over}><IconUpload size={22} aria-hidden />{t("files.drop")}</div>}
    </div>
  );
}
