import { useCallback } from "react";
import { useSearchParams } from "react-router";
import { tellProblem } from "../parts/notify";
import { loadEarlier } from "../socket/catchup";
import { timelineOf } from "../state/live";
import { firstSeq } from "../state/timeline";

/** Pages that a jump may load: what lies further back is reached by scrolling. */
const PAGES = 20;

/** Brings one message of a conversation into sight, marked, with whatever has to be loaded before it. */
export function useJump(conversation: string): (seq: number) => void {
  const [, setParams] = useSearchParams();
  return useCallback((seq: number) => {
    const go = async (): Promise<void> => {
      for (let page = 0; page < PAGES; page++) {
        const timeline = timelineOf(conversation);
        if (firstSeq(timeline) <= seq || !timeline.hasEarlier) break;
        await loadEarlier(conversation);
      }
      setParams((old) => { const next = new URLSearchParams(old); next.set("seq", String(seq)); return next; }, { replace: true });
      // A message that is marked already is not brought into sight by being marked again.
      requestAnimationFrame(() => document.querySelector(`[data-testid="timeline"] [data-seq="${seq}"]`)?.scrollIntoView({ block: "center" }));
    };
    void go().catch(tellProblem);
  }, [conversation, setParams]);
}
