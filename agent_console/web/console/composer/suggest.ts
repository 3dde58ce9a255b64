import type { CannedAnswer } from "../api/settings";
import type { Ref } from "../api/types";

export interface Suggestion { key: string; label: string; detail: string; insert: string }
export interface Asked { sign: "/" | "@"; word: string; from: number }

/** What is being asked for in front of the caret: `/word` anywhere a word may start, or `@name`. */
export function askedFor(text: string, caret: number): Asked | null {
  const match = /(^|\s)([/@])([^\s/@]*)$/.exec(text.slice(0, caret));
  if (!match) return null;
  const word = match[3] ?? "";
  return { sign: match[2] as "/" | "@", word, from: caret - word.length - 1 };
}

const has = (text: string, word: string): boolean => text.toLocaleLowerCase().includes(word.toLocaleLowerCase());

/** Shortcuts that start with the word come first, then those that hold it anywhere. */
export function matchCanned(all: readonly CannedAnswer[], word: string, names: { contact: string; agent: string }): Suggestion[] {
  const starts = (one: CannedAnswer): boolean => one.shortcut.toLowerCase().startsWith(word.toLowerCase());
  return all
    .filter((one) => starts(one) || has(one.title, word) || has(one.text, word))
    .sort((a, b) => Number(starts(b)) - Number(starts(a)) || a.shortcut.localeCompare(b.shortcut))
    .slice(0, 8)
    .map((one) => ({ key: one.id, label: `/${one.shortcut}`, detail: one.title || one.text, insert: fillIn(one.text, names) }));
}

/** `{{contact}}` and `{{agent}}` become their first names. */
export function fillIn(text: string, names: { contact: string; agent: string }): string {
  return text.replace(/\{\{\s*(contact|agent)(?:\.name)?\s*\}\}/g, (_, who: "contact" | "agent") => names[who]);
}

export const matchPeople = (people: readonly Ref[], word: string): Suggestion[] =>
  people.filter((one) => has(one.name, word)).slice(0, 8)
    .map((one) => ({ key: one.id, label: one.name, detail: "", insert: `@${one.name} ` }));

/** The people that a note mentions by name. */
export const mentioned = (text: string, people: readonly Ref[]): string[] =>
  people.filter((one) => text.includes(`@${one.name}`)).map((one) => one.id);
