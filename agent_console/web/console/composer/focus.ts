import { createStore } from "../state/store";

export type Mode = "reply" | "note";

/** Asks the composer in sight to take the focus; counted, so that asking twice works. */
export const focusRequest = createStore<{ mode: Mode; count: number }>({ mode: "reply", count: 0 });
export const focusComposer = (mode: Mode): void => focusRequest.set((old) => ({ mode, count: old.count + 1 }));
