import { createStore } from "../state/store";

/** Who is to be brought in: to take the call, or beside me. */
export interface CallDialog { kind: "transfer" | "add"; conversation: string }
export const callDialog = createStore<CallDialog | null>(null);
export const openCallDialog = (kind: CallDialog["kind"], conversation: string): void => callDialog.set({ kind, conversation });
export const closeCallDialog = (): void => callDialog.set(null);
