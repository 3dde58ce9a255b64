import { expect, test } from "vitest";
import cases from "./segments.cases.json";
import { countSegments } from "./segments";

test.each(cases)("$text × $times", ({ text, times, counted }) => {
  const { encoding, units, segments, room } = countSegments(text.repeat(times));
  expect([encoding, units, segments, room]).toEqual(counted);
});

test("half an emoji, as it may stand while one types, is one unit of UCS-2", () => {
  expect(countSegments("\ud83d")).toEqual({ encoding: "UCS-2", units: 1, segments: 1, room: 70 });
});
