import { asNumber, isNumber } from "../phone/phone";
import type { FormSettings } from "./voice";

/** Something that cannot be saved: the words for it, and what stands in them. */
export interface Wrong { key: string; values?: Record<string, string> }
export type Wrongs = Record<string, Wrong>;

const SHAPES = {
  account_sid: /^(AC[0-9a-f]{32})?$/i,
  api_key_sid: /^(SK[0-9a-f]{32})?$/i,
  voice: /^([a-z][a-z0-9._-]{0,79})?$/i,
  api_base: /^https?:\/\/[^/@\s]+\/?$/i,
} as const;

/** What is wrong with a form, by the path of the field: nothing of it needs the server to be found. */
export function problemsOf(form: FormSettings, queues: readonly string[]): Wrongs {
  const found: Wrongs = {};
  for (const [name, shape] of Object.entries(SHAPES)) {
    if (!shape.test(form[name as keyof typeof SHAPES])) found[name] = { key: name };
  }
  if (form.number && !isNumber(asNumber(form.number))) found.number = { key: "number" };
  menuProblems(form, queues, found);
  hoursProblems(form, found);
  return found;
}

function menuProblems({ menu }: FormSettings, queues: readonly string[], found: Wrongs): void {
  if (!menu) return;
  if (menu.options.length === 0) found.menu = { key: "noOptions" };
  const digits = new Set<string>();
  const words = new Map<string, string>();
  menu.options.forEach(({ digit, words: said, does, queue_id, say }, index) => {
    const path = `menu.options.${index}`;
    if (digits.has(digit)) found[`${path}.digit`] = { key: "twice", values: { digit } };
    digits.add(digit);
    if (does === "queue" && queue_id && !queues.includes(queue_id)) found[`${path}.queue_id`] = { key: "noQueue" };
    if (does === "say" && !say.text.trim() && !say.file) found[`${path}.say`] = { key: "saysNothing" };
    for (const word of said) {
      const other = words.get(word.toLowerCase());
      if (other !== undefined && other !== digit) found[`${path}.words`] = { key: "wordTwice", values: { word, digit: other } };
      words.set(word.toLowerCase(), digit);
    }
  });
}

function hoursProblems({ hours }: FormSettings, found: Wrongs): void {
  for (const [day, ranges] of Object.entries(hours?.days ?? {})) {
    if (ranges.some(([from, to]) => !from || !to || from >= to)) found[`hours.days.${day}`] = { key: "hours" };
  }
}

/** The tab that a field stands on. */
export const TABS = ["line", "callers", "team"] as const;
export type Tab = (typeof TABS)[number];
const LINE = /^(name|account_sid|api_|number)/;
const TEAM = /^(recording|keep_|recordings_|transcribe|ring_s|wrap_up_s|dispositions)/;
export const tabOf = (path: string): Tab => (LINE.test(path) ? "line" : TEAM.test(path) ? "team" : "callers");
