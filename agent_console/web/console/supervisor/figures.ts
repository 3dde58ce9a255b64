import type { Category, State } from "../api/types";

/** The measures of the wallboard; what each means stands in docs/metrics.md and, in words, in `measure.*`. */
export type Measure = "waiting" | "longest" | "expected" | "offered" | "active" | "people" | "level" | "abandoned" | "sentiment" | "calls" | "lines";

/** The states whose conversations a figure is made of, as the server counts them (router/stats.py). */
const STATES = {
  waiting: ["queued", "offered"],
  longest: ["queued", "offered"],
  offered: ["offered"],
  active: ["active", "pending"],
  abandoned: ["abandoned"],
  sentiment: ["queued", "offered", "active", "pending", "snoozed"],
} as const satisfies Partial<Record<Measure, readonly State[]>>;

const OPEN: ReadonlySet<State> = new Set(["queued", "offered", "active"]);
const CLOSED: ReadonlySet<State> = new Set(["resolved", "abandoned"]);

/** The group of lists that holds all these states, or none when they are in several. */
function categoryOf(states: readonly State[]): Category | null {
  if (states.every((one) => OPEN.has(one))) return "open";
  if (states.every((one) => CLOSED.has(one))) return "closed";
  return null;
}

/** The address of the rows that a figure was made of; none for an estimate and for shares of the past. */
export function rowsOf(measure: Measure, queueId?: string): string | undefined {
  if (measure === "people") return "/supervisor/agents";
  if (measure === "calls" || measure === "lines") return queueId ? `/supervisor/calls?queue=${queueId}` : "/supervisor/calls";
  if (measure === "level" || measure === "expected") return undefined;
  const states = STATES[measure];
  const asked = new URLSearchParams({ view: "all", state: states.join(","), category: categoryOf(states) ?? "", sort: measure === "longest" ? "waiting" : "changed" });
  if (queueId) asked.set("queue", queueId);
  return `/inbox?${asked.toString()}`;
}
