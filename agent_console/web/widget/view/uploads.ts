import { useRef, useState } from "preact/hooks";
import { MAX_FILES, type Attachment } from "../core/protocol";
import type { Ui } from "./ui";

/** A file on its way into the next message. */
export interface Parcel {
  id: number;
  name: string;
  /** How much has been uploaded, 0 to 1. */
  share: number;
  attachment: Attachment | null;
  abort: () => void;
}

interface Uploads {
  parcels: readonly Parcel[];
  /** Sentences for the visitor. */
  errors: readonly string[];
  add: (files: FileList | null | undefined) => void;
  remove: (id: number) => void;
  /** The uploaded files, which the caller now sends. */
  take: () => Attachment[];
}

export function useUploads(ui: Ui, live: boolean): Uploads {
  const [parcels, setParcels] = useState<readonly Parcel[]>([]);
  const [errors, setErrors] = useState<readonly string[]>([]);
  const count = useRef(0);

  const remove = (id: number): void => {
    setParcels((before) => before.filter((parcel) => parcel.id !== id));
  };
  const change = (id: number, part: Partial<Parcel>): void => {
    setParcels((before) => before.map((one) => (one.id === id ? { ...one, ...part } : one)));
  };
  const start = (file: File): void => {
    const id = (count.current += 1);
    const { done, abort } = ui.upload(file, (share) => {
      change(id, { share });
    });
    setParcels((before) => [...before, { id, name: file.name, share: 0, attachment: null, abort }]);
    done.then(
      (attachment) => {
        change(id, { attachment, share: 1 });
      },
      (error: unknown) => {
        remove(id);
        const reason = error instanceof Error ? error.message : "";
        setErrors([ui.tongue.say("upload_failed", { name: file.name, reason }).trim()]);
      },
    );
  };
  return {
    parcels,
    errors,
    add: (files) => {
      const chosen = [...(files ?? [])];
      const objections = chosen.map((file) => objection(ui, file, live));
      setErrors([...new Set(objections.filter((words) => words !== null))]);
      const room = MAX_FILES - parcels.length;
      chosen
        .filter((_, index) => objections[index] === null)
        .slice(0, room)
        .forEach(start);
    },
    remove: (id) => {
      const parcel = parcels.find((one) => one.id === id);
      remove(id);
      if (parcel && !parcel.attachment) parcel.abort();
      setErrors([]);
    },
    take: () => {
      setParcels([]);
      setErrors([]);
      return parcels.flatMap(({ attachment }) => attachment ?? []);
    },
  };
}

/** Why this file cannot be sent, in words; null if it can. */
function objection({ config, tongue }: Ui, file: File, live: boolean): string | null {
  const { name, size } = file;
  if (!live) return tongue.say("upload_offline");
  if (size === 0) return tongue.say("empty_file", { name });
  const limit = config.max_attachment_bytes;
  if (size <= limit) return null;
  return tongue.say("too_large", { name, size: tongue.size(size), limit: tongue.size(limit) });
}
