import { createStore } from "../state/store";

export type DialogKind = "assign" | "transfer" | "snooze" | "priority" | "labels" | "why" | "shortcuts";
export interface OpenDialog { kind: DialogKind; ids: string[] }

/** The one dialog that is open, and which conversations it is about. */
export const dialog = createStore<OpenDialog | null>(null);
export const openDialog = (kind: DialogKind, ids: string[] = []): void => dialog.set({ kind, ids });
export const closeDialog = (): void => dialog.set(null);
