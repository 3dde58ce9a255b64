import type { Day, DayFigures } from "./types";

/** A time from one day to another, which is the first that is not in it; both UTC. */
export interface Period { from: Day; to: Day }

export const LENGTHS = [7, 28, 90] as const;
export type Length = (typeof LENGTHS)[number];
export const USUAL: Length = 28;
/** Above this many days a chart shows weeks: as many bars as fit a phone. */
const AS_DAYS = 45;

const DAY_MS = 86_400_000;
const isDay = (text: string | null): text is Day => !!text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));

export const dayOf = (ms: number): Day => new Date(ms).toISOString().slice(0, 10);
export const plusDays = (day: Day, days: number): Day => dayOf(Date.parse(day) + days * DAY_MS);
export const daysIn = ({ from, to }: Period): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS);

/** The last days up to and with today. */
export const lastDays = (length: number, now: number): Period => ({ from: plusDays(dayOf(now), 1 - length), to: plusDays(dayOf(now), 1) });

/** What an address asks for: its own two days, or the last 7, 28 or 90; what makes no sense is the usual. */
export function periodOf(params: URLSearchParams, now: number): { period: Period; length: Length | null } {
  const [from, to] = [params.get("from"), params.get("to")];
  if (isDay(from) && isDay(to) && from < to) return { period: { from, to }, length: null };
  const length = LENGTHS.find((one) => one === Number(params.get("days"))) ?? USUAL;
  return { period: lastDays(length, now), length };
}

/** The days or, in a long period, the weeks of a chart: none is left out, also where nothing happened. */
export interface Span extends DayFigures, Period {}

export function spansOf(days: readonly DayFigures[], period: Period): Span[] {
  const length = daysIn(period);
  const step = length > AS_DAYS ? 7 : 1;
  const known = new Map(days.map((one) => [one.day, one]));
  const spans: Span[] = [];
  // Whole weeks end with the period: the first may be shorter, the newest never is.
  for (let end = length; end > 0; end -= step) {
    const from = plusDays(period.from, Math.max(0, end - step));
    const to = plusDays(period.from, end);
    const found: DayFigures[] = [];
    for (let day = from; day < to; day = plusDays(day, 1)) {
      const one = known.get(day);
      if (one) found.push(one);
    }
    spans.unshift({ day: from, from, to, ...sumOf(found) });
  }
  return spans;
}

/** Several days in one; the mean is weighed by conversations, and none where there are none. */
export function sumOf(days: readonly DayFigures[]): Omit<DayFigures, "day"> {
  const sum = (pick: (one: DayFigures) => number): number => days.reduce((total, one) => total + pick(one), 0);
  const scored = days.filter((one) => one.mean !== null);
  const weight = scored.reduce((total, one) => total + one.conversations, 0);
  return {
    conversations: sum((one) => one.conversations),
    positive: sum((one) => one.positive),
    neutral: sum((one) => one.neutral),
    negative: sum((one) => one.negative),
    mean: weight ? scored.reduce((total, one) => total + (one.mean ?? 0) * one.conversations, 0) / weight : null,
  };
}
