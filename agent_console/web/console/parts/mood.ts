import type { Mood } from "../api/analysis";
import type { Conversation } from "../api/types";

/** A score further from the middle than this has a label; those between are neutral: as on the wallboard (docs/metrics.md). */
const CALM = 0.15;

export const labelOf = (score: number): "positive" | "neutral" | "negative" => (score > CALM ? "positive" : score < -CALM ? "negative" : "neutral");

/** How the customer of a conversation feels now, in a word; null until anything has been read. */
export const moodNow = ({ mood, sentiment }: Pick<Conversation, "mood" | "sentiment">): string | null => (mood ? labelOf(mood.end) : sentiment);

/** Whether a conversation's worst moment says more than where it began and stands. */
export const hasLow = ({ start, end, lowest, count }: Mood): boolean => count > 2 && labelOf(lowest) === "negative" && lowest < Math.min(start, end) - CALM;
