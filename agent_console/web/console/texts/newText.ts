import { useMay, useMe } from "../app/session";
import { createStore } from "../state/store";

export interface BegunText { to: string; name: string }

/** The new text that is being written, and to whom; null when none is. */
export const newText = createStore<BegunText | null>(null);
export const openNewText = (begun: BegunText = { to: "", name: "" }): void => newText.set(begun);
export const closeNewText = (): void => newText.set(null);

/** The inboxes for texts that I can write from. */
export const useTextInboxes = (): { value: string; label: string }[] =>
  useMe().inboxes.filter((one) => one.channel === "sms").map((one) => ({ value: one.id, label: one.name }));
export function useCanText(): boolean {
  const works = useMay("conversations.work");
  return useTextInboxes().length > 0 && works;
}

/** A number as people write it, without what stands between its digits; empty if it is none with its country. */
export function plainNumber(typed: string): string {
  const number = typed.replace(/[\s().\-/]/gu, "").replace(/^00/u, "+");
  return /^\+[1-9][0-9]{6,14}$/u.test(number) ? number : "";
}
