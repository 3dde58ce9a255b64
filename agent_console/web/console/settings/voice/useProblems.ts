import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import { type Tab, type Wrongs, tabOf } from "./problems";

const INSIDE = "settings.";
/** Parts of a field that have no place of their own on the page. */
const PARTS = /^\.(text|file|\d+)(\.|$)/;

export interface Problems {
  errorAt: (path: string) => string | undefined;
  /** How many fields are wrong as far as is shown; null: not asked yet. */
  count: number;
  on: (tab: Tab) => boolean;
  /** From now on what is wrong is shown; the tab of the first one, if there is one. */
  show: () => Tab | null;
  reset: () => void;
}

/** What is wrong, beside its field: from the first try to save on what is found here, and what the server said. */
export function useProblems(wrongs: Wrongs, error: Error | null): Problems {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const told = error instanceof Problem ? Object.entries(error.fields) : [];
  const all = new Map<string, string>(told.map(([field, message]) => [field.startsWith(INSIDE) ? field.slice(INSIDE.length) : field, message]));
  if (shown) for (const [path, { key, values }] of Object.entries(wrongs)) all.set(path, t(`voiceInbox.wrong.${key}`, values));
  const first = Object.keys(wrongs)[0];
  return {
    errorAt: (path) => all.get(path) ?? [...all].find(([field]) => field.startsWith(path) && PARTS.test(field.slice(path.length)))?.[1],
    count: all.size,
    on: (tab) => [...all.keys()].some((path) => tabOf(path) === tab),
    show: () => { setShown(true); return first === undefined ? null : tabOf(first); },
    reset: () => setShown(false),
  };
}
