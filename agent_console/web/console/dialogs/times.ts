/** Ready-made moments to snooze until, in the agent's own time zone. */
export const SNOOZES = ["hour", "evening", "tomorrow", "monday"] as const;
export type Snooze = (typeof SNOOZES)[number];

const at = (base: Date, days: number, hour: number): Date =>
  new Date(base.getFullYear(), base.getMonth(), base.getDate() + days, hour);

export function momentOf(snooze: Snooze, now: Date): Date {
  switch (snooze) {
    case "hour": return new Date(now.getTime() + 3_600_000);
    case "evening": return now.getHours() < 17 ? at(now, 0, 18) : at(now, 1, 18);
    case "tomorrow": return at(now, 1, 9);
    case "monday": return at(now, ((8 - now.getDay()) % 7) || 7, 9);
  }
}

/** A moment as `<input type="datetime-local">` wants it: local time, no zone. */
export function inputTime(moment: Date): string {
  const local = new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}
