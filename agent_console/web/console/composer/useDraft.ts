import { useEffect, useRef, useState } from "react";
import { type Draft, keepDraft, loadDraft, localDraft } from "./drafts";

/**
 * The text and mode of a composer, begun with what was left there, at this desk or another. The
 * number counts how often it was replaced from elsewhere, so that an editor takes it in anew.
 */
export function useDraft(conversation: string): [Draft, (change: Partial<Draft>) => void, number] {
  const [replaced, setReplaced] = useState(0);
  const [draft, setDraft] = useState<Draft>(() => localDraft(conversation) ?? { text: "", mode: "reply" });
  const touched = useRef(localDraft(conversation) !== undefined);
  useEffect(() => {
    if (touched.current) return;
    let gone = false;
    void loadDraft(conversation).then((kept) => {
      if (!kept || touched.current || gone) return;
      setDraft(kept);
      setReplaced((count) => count + 1);
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
  return [draft, change, replaced];
}
