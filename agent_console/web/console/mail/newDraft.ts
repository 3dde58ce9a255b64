import type { Begun } from "./newMail";

export interface NewLetter { inbox: string; to: string[]; cc: string[]; name: string; subject: string; html: string; text: string }

const KEY = "parley.newMail";

/** What was being written, or an empty letter; one begun to somebody else is not sent to them by mistake. */
export function keptNew(begun: Begun, inboxes: readonly string[]): NewLetter {
  const fresh: NewLetter = { inbox: inboxes[0] ?? "", to: begun.to ? [begun.to] : [], cc: [], name: begun.name, subject: "", html: "", text: "" };
  try {
    const kept = { ...fresh, ...(JSON.parse(sessionStorage.getItem(KEY) ?? "{}") as Partial<NewLetter>) };
    if (begun.to && !kept.to.includes(begun.to)) return fresh;
    return { ...kept, inbox: inboxes.includes(kept.inbox) ? kept.inbox : fresh.inbox };
  } catch {
    return fresh;
  }
}

/** Null: it has been sent. */
export function keepNew(letter: NewLetter | null): void {
  if (letter) sessionStorage.setItem(KEY, JSON.stringify(letter));
  else sessionStorage.removeItem(KEY);
}
