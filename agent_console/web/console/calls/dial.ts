import { useMay, useMe } from "../app/session";
import { createStore } from "../state/store";

export interface Begun { address: string; name: string }

/** The dial pad that is open, and whom it was opened for; null when it is closed. */
export const dialPad = createStore<Begun | null>(null);
export const openDialPad = (begun: Begun = { address: "", name: "" }): void => dialPad.set(begun);
export const closeDialPad = (): void => dialPad.set(null);

/** Whether there is a line of my queues that I may call from. */
export function useCanCall(): boolean {
  const works = useMay("conversations.work");
  return useMe().inboxes.some((one) => one.channel === "voice") && works;
}
