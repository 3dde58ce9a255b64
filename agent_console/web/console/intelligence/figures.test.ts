import { describe, expect, test } from "vitest";
import { changeOf, meanChange, moodOf, rowsOf, sortedTopics, sparkPoints } from "./figures";
import type { TopicRow } from "./types";

const topic = (name: string, conversations: number, before: number, mean: number | null): TopicRow =>
  ({ id: name, name, phrases: [], conversations, before, share: 0, mean, before_mean: null, growing: false, weeks: [] });

describe("a change", () => {
  test("is a part of what was before", () => {
    expect(changeOf(30, 20)).toEqual({ direction: "up", part: 0.5, by: 10 });
    expect(changeOf(10, 20)).toEqual({ direction: "down", part: -0.5, by: -10 });
  });
  test("has no part where there was too little before", () => {
    expect(changeOf(12, 9)).toEqual({ direction: "up", part: null, by: 3 });
    expect(changeOf(15, 10).part).toBe(0.5);
  });
  test("has no part where there was nothing before", () => {
    expect(changeOf(4, 0)).toEqual({ direction: "up", part: null, by: 4 });
    expect(changeOf(0, 0).direction).toBe("same");
  });
  test("that rounds to no percent is none", () => {
    expect(changeOf(1001, 1000).direction).toBe("same");
    expect(changeOf(1006, 1000).direction).toBe("up");
  });
  test("of a mean is known only where both are, and the former is of ten or more", () => {
    expect(meanChange(0.1, 0.3, 9)).toBeNull();
    expect(meanChange(null, 0.2, 50)).toBeNull();
    expect(meanChange(0.2, null, 50)).toBeNull();
    expect(meanChange(0.1, 0.3, 10)?.direction).toBe("down");
    expect(meanChange(0.101, 0.1, 50)?.direction).toBe("same");
  });
});

test("a mean is positive or negative beyond 0.15, as on the wallboard", () => {
  expect([0.16, 0.15, 0, -0.15, -0.16].map(moodOf)).toEqual(["positive", "neutral", "neutral", "neutral", "negative"]);
  expect(moodOf(null)).toBeNull();
});

test("the rows of a figure are asked for by its period and by all that narrows it", () => {
  const address = rowsOf({ from: "2026-10-01", to: "2026-10-29" }, { topic: "t1", keyword: "a & b", queue: "", label: "negative" });
  const [path, asked] = address.split("?");
  expect(path).toBe("/intelligence/conversations");
  expect(Object.fromEntries(new URLSearchParams(asked))).toEqual({ from: "2026-10-01", to: "2026-10-29", topic: "t1", keyword: "a & b", label: "negative" });
});

test("topics stand by size, by growth in conversations, or by mood with the unknown last", () => {
  const topics = [topic("Same", 50, 50, 0.3), topic("Grown", 30, 5, null), topic("Sad", 10, 12, -0.6)];
  expect(sortedTopics(topics, "conversations").map((one) => one.name)).toEqual(["Same", "Grown", "Sad"]);
  expect(sortedTopics(topics, "change").map((one) => one.name)).toEqual(["Grown", "Same", "Sad"]);
  expect(sortedTopics(topics, "mean").map((one) => one.name)).toEqual(["Sad", "Same", "Grown"]);
});

test("a sparkline stands on zero and runs as the language does", () => {
  const ltr = sparkPoints([0, 5, 10], false);
  expect(ltr.map((one) => one.x)).toEqual([...ltr.map((one) => one.x)].sort((a, b) => a - b));
  expect(ltr[0]?.y).toBeGreaterThan(ltr[2]?.y ?? 0);
  expect(sparkPoints([0, 5, 10], true).map((one) => one.x)).toEqual(ltr.map((one) => one.x).reverse());
  expect(sparkPoints([0, 0], false).every((one) => Number.isFinite(one.y))).toBe(true);
});
