import { createStore, useStore } from "../state/store";
import type { WithCall } from "./model";

export interface WrapUpDraft { disposition: string; note: string }

/** What is being written down of calls, by the call's id: it stays while one looks at another page. */
const drafts = createStore<ReadonlyMap<string, WrapUpDraft>>(new Map());

export function useWrapUpDraft({ call }: WithCall) {
  const kept = useStore(drafts, (all) => all.get(call.id));
  const draft = kept ?? { disposition: call.disposition, note: call.note };
  return {
    draft,
    dirty: kept !== undefined,
    change: (more: Partial<WrapUpDraft>): void => drafts.set((all) => new Map(all).set(call.id, { ...draft, ...more })),
  };
}
