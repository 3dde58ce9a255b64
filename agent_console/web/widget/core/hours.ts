import type { Day, Hours } from "./protocol";

const DAYS: readonly Day[] = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** When somebody is next there by the inbox's hours; null if it says nothing or is open now. */
export function nextOpening(hours: Hours | null, now: Date): Date | null {
  if (!hours) return null;
  const { weekday, minute } = localTime(now, hours.timezone);
  const spansOn = (day: number): [number, number][] =>
    (hours.days[DAYS[day % 7] ?? "sun"] ?? []).map(([from, to]) => [minutes(from), minutes(to)]);
  if (spansOn(weekday).some(([from, to]) => from <= minute && minute < to)) return null;
  for (let ahead = 0; ahead <= 7; ahead++) {
    const starts = spansOn(weekday + ahead).map(([from]) => from);
    const later = starts.filter((from) => ahead > 0 || from > minute).sort((a, b) => a - b);
    const [first] = later;
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

function localTime(at: Date, timeZone: string): { weekday: number; minute: number } {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(at);
  const part = (type: string): string => parts.find((one) => one.type === type)?.value ?? "";
  return {
    weekday: DAYS.indexOf(part("weekday").toLowerCase() as Day),
    minute: Number(part("hour")) * 60 + Number(part("minute")),
  };
}
