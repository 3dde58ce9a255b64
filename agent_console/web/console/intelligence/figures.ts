import type { Period } from "./period";
import type { Mood, TopicRow } from "./types";

/** Means above are shown as positive, below its negative as negative: as on the wallboard (docs/metrics.md). */
const CALM = 0.15;

export const moodOf = (mean: number | null): Mood | null => (mean === null ? null : mean > CALM ? "positive" : mean < -CALM ? "negative" : "neutral");

export interface Change {
  direction: "up" | "down" | "same";
  /** By what part of the former figure it changed; null where that was too small to be compared with. */
  part: number | null;
  by: number;
}

/** A part of fewer than these says less than the number itself: three more than one is no 300 %. */
const COMPARABLE = 10;

/** How a figure differs from the one of the period before; under half a percent is the same. */
export function changeOf(now: number, before: number): Change {
  const by = now - before;
  const part = before >= COMPARABLE ? by / before : null;
  const same = by === 0 || (part !== null && Math.abs(part) < 0.005);
  return { direction: same ? "same" : by > 0 ? "up" : "down", part, by };
}

/** How a mean differs from that of `count` conversations before; what rounds to nothing is the same. Null where either is not known, or made of too few. */
export function meanChange(now: number | null, before: number | null, count: number): Change | null {
  if (now === null || before === null || count < COMPARABLE) return null;
  const by = now - before;
  return { direction: Math.abs(by) < 0.005 ? "same" : by > 0 ? "up" : "down", part: null, by };
}

/** What narrows the rows behind a figure, as `/intelligence/conversations` takes it. */
export const NARROWING = ["topic", "keyword", "watch", "intent", "label", "channel", "language", "day", "worsened", "queue"] as const;
export type Narrowing = Partial<Record<(typeof NARROWING)[number], string>>;

/** The address of the rows that a figure was made of. */
export function rowsOf(period: Period, narrowing: Narrowing = {}): string {
  const asked = new URLSearchParams({ from: period.from, to: period.to });
  for (const name of NARROWING) {
    const value = narrowing[name];
    if (value) asked.set(name, value);
  }
  return `/intelligence/conversations?${asked.toString()}`;
}

export const SORTS = ["conversations", "change", "mean"] as const;
export type TopicSort = (typeof SORTS)[number];

/** The largest, those that grew most (by conversations), or those with the lowest mood first. */
export function sortedTopics(topics: readonly TopicRow[], sort: TopicSort): TopicRow[] {
  const by: Record<TopicSort, (one: TopicRow) => number> = {
    conversations: (one) => -one.conversations,
    change: (one) => one.before - one.conversations,
    mean: (one) => one.mean ?? Number.POSITIVE_INFINITY,
  };
  return [...topics].sort((a, b) => by[sort](a) - by[sort](b) || b.conversations - a.conversations || a.name.localeCompare(b.name));
}

export const SPARK = { width: 84, height: 22 };

/** Where each week of a sparkline is drawn, oldest first at `start`; the line stands on zero. */
export function sparkPoints(weeks: readonly number[], rtl: boolean): { x: number; y: number }[] {
  const most = Math.max(1, ...weeks);
  const step = (SPARK.width - 4) / Math.max(1, weeks.length - 1);
  return weeks.map((count, i) => {
    const x = 2 + i * step;
    return { x: rtl ? SPARK.width - x : x, y: SPARK.height - 2 - (count / most) * (SPARK.height - 4) };
  });
}
