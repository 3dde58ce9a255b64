import { ownDate, ownWeekday } from "./calendar";
import az from "./az.json";
import de from "./de.json";
import en from "./en.json";
import fa from "./fa.json";
import tr from "./tr.json";

export type Word = keyof typeof en;
export type Language = "az" | "de" | "en" | "fa" | "tr";

/** Every language has every word: the types would not agree otherwise. */
export const WORDS: Record<Language, Record<Word, string>> = { az, de, en, fa, tr };

const RIGHT_TO_LEFT: ReadonlySet<Language> = new Set<Language>(["fa"]);
const KIBIBYTE = 1024;

/** The first wish (`de`, `de-AT`, …) that we speak, else English. */
export function chooseLanguage(wishes: readonly (string | null | undefined)[]): Language {
  for (const wish of wishes) {
    const language = (wish ?? "").toLowerCase().split(/[-_]/)[0] ?? "";
    if (Object.hasOwn(WORDS, language)) return language as Language;
  }
  return "en";
}

/** Words, figures and times in one language. */
export class Tongue {
  readonly direction: "ltr" | "rtl";

  constructor(readonly language: Language) {
    this.direction = RIGHT_TO_LEFT.has(language) ? "rtl" : "ltr";
  }

  /** The sentence for `word`, its `{places}` filled. */
  say(word: Word, places: Record<string, string | number> = {}): string {
    return WORDS[this.language][word].replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = places[name] ?? "";
      return typeof value === "number" ? this.number(value) : value;
    });
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.language).format(value);
  }

  /** A wait in words; `seconds` is an estimate, so it is rounded up to whole minutes. */
  wait(seconds: number): string {
    return this.say("minutes", { count: Math.max(1, Math.ceil(seconds / 60)) });
  }

  size(bytes: number): string {
    const [value, unit] =
      bytes < KIBIBYTE * KIBIBYTE
        ? [Math.ceil(bytes / KIBIBYTE), "kilobyte"]
        : [bytes / KIBIBYTE / KIBIBYTE, "megabyte"];
    const form = { style: "unit", unit, unitDisplay: "short", maximumFractionDigits: 1 } as const;
    return new Intl.NumberFormat(this.language, form).format(value);
  }

  clock(at: Date): string {
    return new Intl.DateTimeFormat(this.language, { hour: "2-digit", minute: "2-digit" }).format(
      at,
    );
  }

  /** The heading of a day in the conversation. */
  day(at: Date, now: Date): string {
    const ago = Math.round((midnight(now) - midnight(at)) / 86_400_000);
    if (ago === 0) return this.say("today");
    if (ago === 1) return this.say("yesterday");
    const thisYear = at.getFullYear() === now.getFullYear();
    const own = ownDate(this.language, at, !thisYear);
    if (own !== null) return own;
    const year = thisYear ? undefined : "numeric";
    const form = { weekday: "long", day: "numeric", month: "long", year } as const;
    return new Intl.DateTimeFormat(this.language, form).format(at);
  }

  /** When we are back: the hour today, else the weekday with the hour, by the visitor's clock. */
  when(at: Date, now: Date): string {
    if (midnight(at) === midnight(now)) return this.clock(at);
    const weekday = ownWeekday(this.language, at);
    if (weekday !== null) return `${weekday}, ${this.clock(at)}`;
    const form = { weekday: "long", hour: "2-digit", minute: "2-digit" } as const;
    return new Intl.DateTimeFormat(this.language, form).format(at);
  }
}

function midnight(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}
