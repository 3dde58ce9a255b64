import { describe, expect, test } from "vitest";
import { daysIn, lastDays, periodOf, spansOf, sumOf } from "./period";
import type { DayFigures } from "./types";

const NOON = Date.parse("2026-11-22T12:00:00Z");
const asked = (text: string) => periodOf(new URLSearchParams(text), NOON);
const day = (name: string, positive: number, negative: number, mean: number | null): DayFigures => ({ day: name, conversations: positive + negative, positive, neutral: 0, negative, mean });

describe("the period of an address", () => {
  test("is the last 28 days with today, unless it says otherwise", () => {
    expect(asked("")).toEqual({ period: { from: "2026-10-26", to: "2026-11-23" }, length: 28 });
    expect(asked("days=7").period).toEqual({ from: "2026-11-16", to: "2026-11-23" });
    expect(daysIn(asked("days=90").period)).toBe(90);
  });
  test("is its own two days", () => {
    expect(asked("from=2026-01-05&to=2026-02-01")).toEqual({ period: { from: "2026-01-05", to: "2026-02-01" }, length: null });
  });
  test.each(["days=9", "from=2026-02-01&to=2026-01-05", "from=2026-13-40&to=2026-02-01", "from=yesterday&to=today", "from=2026-01-05"])("is the usual one for %s", (text) => {
    expect(asked(text).length).toBe(28);
  });
});

describe("a chart", () => {
  const period = lastDays(7, NOON);
  test("leaves no day out", () => {
    const spans = spansOf([day("2026-11-18", 3, 1, 0.4)], period);
    expect(spans.map((one) => one.day)).toEqual(["2026-11-16", "2026-11-17", "2026-11-18", "2026-11-19", "2026-11-20", "2026-11-21", "2026-11-22"]);
    expect(spans[2]).toMatchObject({ from: "2026-11-18", to: "2026-11-19", conversations: 4, positive: 3, negative: 1, mean: 0.4 });
    expect(spans[0]).toMatchObject({ conversations: 0, mean: null });
  });
  test("shows weeks where there would be too many days, the newest whole, and loses nothing", () => {
    const long = lastDays(90, NOON);
    const days = Array.from({ length: 90 }, (_, i) => day(new Date(Date.parse(long.from) + i * 86_400_000).toISOString().slice(0, 10), 2, 1, 0.1));
    const spans = spansOf(days, long);
    expect(spans).toHaveLength(13);
    expect(spans[0]).toMatchObject({ from: long.from, conversations: 18 });
    expect(spans.at(-1)).toMatchObject({ from: "2026-11-16", to: "2026-11-23", conversations: 21 });
    expect(sumOf(spans).conversations).toBe(270);
  });
});

test("a mean over days counts each by its conversations, and days without one not at all", () => {
  expect(sumOf([day("a", 3, 0, 0.5), day("b", 1, 0, -0.5), day("c", 0, 0, null)]).mean).toBeCloseTo(0.25);
  expect(sumOf([]).mean).toBeNull();
});
