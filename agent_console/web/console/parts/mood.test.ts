import { expect, test } from "vitest";
import type { Mood } from "../api/analysis";
import { hasLow, labelOf, moodNow } from "./mood";

const mood = (more: Partial<Mood> = {}): Mood => ({ start: 0, end: 0, lowest: 0, lowest_seq: 1, trend: "steady", count: 4, ...more });

test("scores near the middle are neutral", () => {
  expect([-1, -0.16, -0.15, 0, 0.15, 0.16].map(labelOf)).toEqual(["negative", "negative", "neutral", "neutral", "neutral", "positive"]);
});

test("a conversation feels as it does now; without a mood, as its last message did", () => {
  expect(moodNow({ mood: mood({ start: 0.9, end: -0.4 }), sentiment: "positive" })).toBe("negative");
  expect(moodNow({ mood: null, sentiment: "positive" })).toBe("positive");
  expect(moodNow({ sentiment: null })).toBeNull();
});

test("a worst moment is worth a mention only between a beginning and an end that were better", () => {
  expect(hasLow(mood({ lowest: -0.8 }))).toBe(true);
  expect(hasLow(mood({ lowest: -0.8, end: -0.75 }))).toBe(false);
  expect(hasLow(mood({ lowest: -0.1, start: 0.9, end: 0.9 }))).toBe(false);
  expect(hasLow(mood({ lowest: -0.8, count: 2 }))).toBe(false);
});
