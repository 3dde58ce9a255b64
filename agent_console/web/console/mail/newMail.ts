import { useMay, useMe } from "../app/session";
import { createStore } from "../state/store";

export interface Begun { to: string; name: string }

/** The new mail that is being written, and to whom; null when none is. */
export const newMail = createStore<Begun | null>(null);
export const openNewMail = (begun: Begun = { to: "", name: "" }): void => newMail.set(begun);
export const closeNewMail = (): void => newMail.set(null);

/** The mail inboxes that I can write from. */
export const useMailInboxes = (): { value: string; label: string }[] =>
  useMe().inboxes.filter((one) => one.channel === "email").map((one) => ({ value: one.id, label: one.name }));
export function useCanWrite(): boolean {
  const works = useMay("conversations.work");
  return useMailInboxes().length > 0 && works;
}
