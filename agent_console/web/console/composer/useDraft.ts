import { useEffect, useRef, useState } from "react";
import { type Draft, keepDraft, loadDraft, localDraft } from "./drafts";
import { giveFiles, useFiles } from "./useFiles";

/**
 * The text and mode of a composer, begun with what was left there, at this desk or another.
 * `replaced` counts how often it came from elsewhere, so that an editor takes it in anew; `ready` says
 * that nothing will come any more.
 */
export function useDraft(conversation: string): { draft: Draft; setDraft: (change: Partial<Draft>) => void; replaced: number; ready: boolean } {
  const [replaced, setReplaced] = useState(0);
  const [ready, setReady] = useState(localDraft(conversation) !== undefined);
  const [draft, setDraft] = useState<Draft>(() => localDraft(conversation) ?? { text: "", mode: "reply" });
  const touched = useRef(localDraft(conversation) !== undefined);
  useEffect(() => {
    if (touched.current) return;
    let gone = false;
    void loadDraft(conversation).then((kept) => {
      if (gone) return;
      setReady(true);
      if (!kept || touched.current) return;
      setDraft(kept.draft);
      giveFiles(conversation, kept.files);
      setReplaced((count) => count + 1);
    });
    return () => void (gone = true);
  }, [conversation]);
  const stored = useFiles(conversation).flatMap((one) => one.file?.id ?? []).join(" ");
  const change = (part: Partial<Draft>): void => {
    touched.current = true;
    setDraft((old) => {
      const next = { ...old, ...part };
      keepDraft(conversation, next);
      return next;
    });
  };
  // Files go on uploading while another conversation is looked at; each belongs to the draft once it is there.
  useEffect(() => {
    const ids = stored ? stored.split(" ") : [];
    if (ids.join(" ") !== (draft.files ?? []).join(" ")) change({ files: ids });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only what was chosen decides; the draft follows
  }, [stored]);
  return { draft, setDraft: change, replaced, ready };
}
