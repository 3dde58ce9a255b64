import type { MoodPoint } from "../api/analysis";

/** Where something is drawn in a chart, in parts of its width and height from the start and the top. */
export interface Place { x: number; y: number }

/** Room at the edges for a dot: the parts of the chart that hold none. */
const SIDE = 0.05;
const TOP = 0.16;

const clamp = (score: number): number => Math.max(-1, Math.min(1, score));
const height = (score: number): number => 0.5 - clamp(score) * (0.5 - TOP);

/** Each conversation in its place, evenly from start to end, a good mood above a bad one; `low` is its worst moment. */
export function places(points: readonly MoodPoint[]): (Place & { low: number })[] {
  const step = (1 - 2 * SIDE) / Math.max(1, points.length - 1);
  return points.map(({ end, lowest }, i) => ({ x: SIDE + i * step, y: height(end), low: height(lowest) }));
}
