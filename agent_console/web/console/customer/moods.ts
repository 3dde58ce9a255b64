import type { Entry } from "../api/types";

/** The mood of one message of the customer: −1 to 1, with the word that was estimated or set. */
export interface Mood { at: string; score: number; value: string }

/** Where a label that a person set is drawn, for it has no score of its own. */
const BY_LABEL: Record<string, number> = { positive: 0.5, neutral: 0, negative: -0.5 };

/** The moods of the inbound messages that are tagged, in the order given. A person's correction counts before the machine's tag. */
export function moodsOf(entries: readonly Entry[]): Mood[] {
  return entries.flatMap((entry) => {
    if (entry.kind !== "message" || entry.direction !== "in") return [];
    const tag = entry.tags.find((one) => one.kind === "sentiment");
    if (!tag) return [];
    return [{ at: entry.at, value: tag.value, score: Math.max(-1, Math.min(1, tag.score ?? BY_LABEL[tag.value] ?? 0)) }];
  });
}

export const WIDTH = 240;
export const HEIGHT = 40;
const EDGE = 4;

/** Where each mood is drawn: evenly from left to right, the good ones above. */
export function points(moods: readonly Mood[]): { x: number; y: number }[] {
  const step = (WIDTH - 2 * EDGE) / Math.max(1, moods.length - 1);
  return moods.map(({ score }, i) => ({ x: EDGE + i * step, y: HEIGHT / 2 - score * (HEIGHT / 2 - EDGE) }));
}
