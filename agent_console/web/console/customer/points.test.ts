import { expect, test } from "vitest";
import type { MoodPoint } from "../api/analysis";
import { places } from "./points";

const point = (end: number, lowest = end): MoodPoint => ({ conversation: "c", number: 1, channel: "webchat", at: "2026-01-01T00:00:00Z", start: 0, end, lowest });

test("conversations stand evenly over the whole width, a good mood above a bad one", () => {
  const [first, middle, last] = places([point(-1), point(0), point(1)]);
  expect(first?.x).toBeLessThan(0.1);
  expect(middle?.x).toBeCloseTo(0.5);
  expect(last?.x).toBeGreaterThan(0.9);
  expect(first?.y).toBeGreaterThan(0.5);
  expect(middle?.y).toBe(0.5);
  expect(last?.y).toBeLessThan(0.5);
});

test("the worst moment lies below where a conversation ended, and nothing leaves the chart", () => {
  const [one] = places([point(0.4, -7)]);
  expect(one?.low).toBeGreaterThan(one?.y ?? 1);
  expect(one?.low).toBeLessThan(1);
});
