import { useEffect, useRef, useState } from "react";
import { type Draft, keepDraft, loadDraft, localDraft } from "./drafts";

/** The text and mode of a composer, begun with what was left there, at this desk or another. */
export function useDraft(conversation: string): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState<Draft>(() => localDraft(conversation) ?? { text: "", mode: "reply" });
  const touched = useRef(localDraft(conversation) !== undefined);
  useEffect(() => {
    if (touched.current) return;
    let gone = false;
    void loadDraft(conversation).then((kept) => {
      if (kept && !touched.current && !gone) setDraft(kept);
    });
    return () => void (gone = true);
  }, [conversation]);
  const change = (part: Partial<Draft>): void => {
    touched.current = true;
    setDraft((old) => {
      const next = { ...old, ...part };
      keepDraft(conversation, next);
      return next;
    });
  };
  return [draft, change];
}
