import { useQuery } from "@tanstack/react-query";
import { createContext, useContext, useState } from "react";
import { get } from "../../api/http";
import { Problem } from "../../api/problem";
import type { Attachment } from "../../api/types";
import { upload } from "../../api/upload";
import { useMe } from "../../app/session";

/** What Twilio plays of what people have: the types that the server tells from the content. */
const AUDIO = /^audio\/(mpeg|x-wav|wav)$/;
const NAMED = /\.(mp3|wav)$/i;
export const ACCEPTED = ".mp3,.wav,audio/mpeg,audio/wav,audio/x-wav";
/** More than that takes a caller's patience to fetch. */
const MOST_BYTES = 10 * 1024 * 1024;
/** Signed addresses hold for an hour at least. */
const FRESH_MS = 30 * 60_000;

export interface Files { known: ReadonlyMap<string, Attachment>; loading: boolean; add: (file: Attachment) => void }
const Context = createContext<Files>({ known: new Map(), loading: false, add: () => undefined });
export const FilesProvider = Context.Provider;
export const useFiles = (): Files => useContext(Context);

/** The audio files of an inbox: those that its settings name, and those uploaded since. */
export function useInboxFiles(inboxId: string): Files {
  const stored = useQuery({
    queryKey: ["settings", "inbox-files", inboxId],
    queryFn: async ({ signal }) => (await get<{ items: Attachment[] }>(`/inboxes/${inboxId}/files`, signal)).items,
    staleTime: FRESH_MS,
    refetchInterval: FRESH_MS,
  });
  const [added, setAdded] = useState<readonly Attachment[]>([]);
  return {
    known: new Map([...added, ...(stored.data ?? [])].map((file) => [file.id, file])),
    loading: stored.isPending,
    add: (file) => setAdded((all) => [...all, file]),
  };
}

export type UploadProblem = "type" | "size" | "failed";

/** Uploads one audio file; what is no mp3 or wav, or too large, is refused with the reason. */
export function useAudioUpload(onStored: (file: Attachment) => void) {
  const files = useFiles();
  const most = Math.min(MOST_BYTES, useMe().settings.max_attachment_bytes);
  const [part, setPart] = useState<number | null>(null);
  const [problem, setProblem] = useState<{ kind: UploadProblem; detail?: string } | null>(null);
  const send = (file: File): void => {
    if (!NAMED.test(file.name)) return setProblem({ kind: "type" });
    if (file.size > most) return setProblem({ kind: "size" });
    setProblem(null);
    setPart(0);
    upload(file, setPart, new AbortController().signal)
      .then((stored) => {
        // What it is called is one thing; what it is, the server has looked at.
        if (!AUDIO.test(stored.content_type)) return setProblem({ kind: "type" });
        files.add(stored);
        onStored(stored);
      }, (error: unknown) => setProblem({ kind: "failed", ...(error instanceof Problem && error.status > 0 && { detail: error.message }) }))
      .finally(() => setPart(null));
  };
  return { send, part, problem, most };
}
