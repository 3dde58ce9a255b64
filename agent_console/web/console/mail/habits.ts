import { type Store, createStore } from "../state/store";

function kept<T extends boolean | null>(key: string, initial: T): Store<T> {
  const stored = localStorage.getItem(key);
  const store = createStore<T>(stored === null ? initial : ((stored === "on") as T));
  store.subscribe(() => localStorage.setItem(key, store.get() ? "on" : "off"));
  return store;
}

/** Whether answers quote what they answer; and whether the buttons for formatting are shown (null: nobody said). Kept on this machine. */
export const quoting = kept<boolean>("parley.mail.quote", true);
export const toolbar = kept<boolean | null>("parley.mail.toolbar", null);
