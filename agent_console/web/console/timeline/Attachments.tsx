import { IconFile } from "@tabler/icons-react";
import type { Attachment } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Timeline.module.css";

const SHOWN = new Set(["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"]);

export function Attachments({ files }: { files: readonly Attachment[] }) {
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <div className={css.files}>
      {files.map((file) => (
        <a key={file.id} href={file.url} target="_blank" rel="noreferrer noopener" className={SHOWN.has(file.content_type) ? undefined : css.file}>
          {SHOWN.has(file.content_type)
            ? <img src={file.url} alt={file.name} loading="lazy" className={css.image} />
            : <><IconFile size={17} aria-hidden /><span dir="auto">{file.name}</span>{" "}<small>{format.bytes(file.size)}</small></>}
        </a>
      ))}
    </div>
  );
}
