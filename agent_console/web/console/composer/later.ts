import { SNOOZES, type Snooze, momentOf } from "../dialogs/times";

/** A reply may wait at most a year. */
export const LONGEST_MS = 366 * 86_400_000;
/** What is said to leave "later" leaves in a minute at the earliest. */
export const SOONEST_MS = 60_000;
const EVENING = 17;

/** Ready-made moments that mean what they say: no evening when it has begun, and no Monday that is tomorrow. */
export function moments(now: Date): { name: Snooze; at: Date }[] {
  const all = SNOOZES.map((name) => ({ name, at: momentOf(name, now) }));
  const tomorrow = momentOf("tomorrow", now).getTime();
  return all.filter(({ name, at }) => {
    if (name === "evening") return now.getHours() < EVENING;
    return name !== "monday" || at.getTime() !== tomorrow;
  });
}

export const allowed = (at: Date, now: number): boolean =>
  at.getTime() >= now + SOONEST_MS && at.getTime() <= now + LONGEST_MS;

/** Whole days between two moments as the calendar counts them, whatever the clocks did between. */
export function daysBetween(from: Date, to: Date): number {
  const day = (one: Date): number => Date.UTC(one.getFullYear(), one.getMonth(), one.getDate());
  return Math.round((day(to) - day(from)) / 86_400_000);
}

/** today, tomorrow, Wed, 4 Mar, or with the year if it is another one. */
export function dayWord(iso: string, now: number, locale: string): string {
  const at = new Date(iso);
  const today = new Date(now);
  const days = daysBetween(today, at);
  if (days === 0 || days === 1) return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(days, "day");
  const year = at.getFullYear() === today.getFullYear() ? {} : ({ year: "numeric" } as const);
  return new Intl.DateTimeFormat(locale, { weekday: "short", day: "numeric", month: "short", ...year }).format(at);
}
