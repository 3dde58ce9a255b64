import type { Day, Hours } from "./protocol";

const DAYS: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** So far ahead an opening is looked for: a week, and holidays in between. */
const AHEAD_DAYS = 30;

/** When somebody is next there by the inbox's hours; null if it says nothing or is open now. */
export function nextOpening(hours: Hours | null, now: Date): Date | null {
  if (!hours) return null;
  const { date, weekday, minute } = localTime(now, hours.timezone);
  const spansIn = (days: number): [number, number][] =>
    hours.holidays?.includes(later(date, days))
      ? []
      : (hours.days[DAYS[(weekday + days) % 7] ?? "sun"] ?? []).map(([from, to]) => [minutes(from), minutes(to)]);
  if (spansIn(0).some(([from, to]) => from <= minute && minute < to)) return null;
  for (let ahead = 0; ahead <= AHEAD_DAYS; ahead++) {
    const starts = spansIn(ahead).map(([from]) => from);
    const [first] = starts.filter((from) => ahead > 0 || from > minute).sort((a, b) => a - b);
    if (first === undefined) continue;
    const guess = new Date(floorMinute(now) + ahead * DAY + (first - minute) * MINUTE);
    // The clock may change in between: correct by what the wall clock there will say.
    const off = first - localTime(guess, hours.timezone).minute;
    return new Date(guess.getTime() + (Math.abs(off) <= 120 ? off : 0) * MINUTE);
  }
  return null;
}

function floorMinute(now: Date): number {
  return Math.floor(now.getTime() / MINUTE) * MINUTE;
}

function minutes(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

/** A day of the calendar, so many days after another one. */
function later(date: string, days: number): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}

function localTime(at: Date, timeZone: string): { date: string; weekday: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return {
    date: `${part("year")}-${part("month")}-${part("day")}`,
    weekday: DAYS.indexOf(part("weekday").toLowerCase() as Day),
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}
