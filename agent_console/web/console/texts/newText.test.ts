import { expect, test } from "vitest";
import { plainNumber } from "./newText";

test.each([
  ["+49 30 231 25-001", "+493023125001"],
  ["0049 (30) 23125001", "+493023125001"],
  ["030 23125001", ""],
  ["+49", ""],
  ["mail@example.com", ""],
  ["", ""],
])("%s is %s", (typed, number) => {
  expect(plainNumber(typed)).toBe(number);
});
