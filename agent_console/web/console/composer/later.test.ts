import { describe, expect, test } from "vitest";
import { LONGEST_MS, allowed, dayWord, daysBetween, moments } from "./later";

const at = (day: number, hour: number, minute = 0): Date => new Date(2026, 2, day, hour, minute);

describe("ready-made moments", () => {
  const names = (now: Date): string[] => moments(now).map((one) => one.name);
  test("on a Wednesday morning there are four", () => {
    expect(names(at(4, 9))).toEqual(["hour", "evening", "tomorrow", "monday"]);
  });
  test("this evening is not offered when it has begun", () => {
    expect(names(at(4, 17))).toEqual(["hour", "tomorrow", "monday"]);
  });
  test("on a Sunday, Monday is tomorrow morning and stands there once", () => {
    expect(names(at(1, 9))).toEqual(["hour", "evening", "tomorrow"]);
  });
  test("all of them are allowed", () => {
    for (let hour = 0; hour < 24; hour++) for (let day = 1; day <= 7; day++) {
      const now = at(day, hour);
      expect(moments(now).every((one) => allowed(one.at, now.getTime()))).toBe(true);
    }
  });
});

test("at least a minute ahead and at most a year", () => {
  const now = at(4, 9).getTime();
  expect(allowed(new Date(now), now)).toBe(false);
  expect(allowed(new Date(now + 60_000), now)).toBe(true);
  expect(allowed(new Date(now + LONGEST_MS), now)).toBe(true);
  expect(allowed(new Date(now + LONGEST_MS + 1), now)).toBe(false);
  expect(allowed(new Date(""), now)).toBe(false);
});

describe("the day's word", () => {
  const word = (day: Date, locale: string): string => dayWord(day.toISOString(), at(4, 23, 59).getTime(), locale);
  test("goes by the calendar and not by hours", () => {
    expect(daysBetween(at(4, 23, 59), at(5, 0))).toBe(1);
    expect(word(at(4, 0), "en")).toBe("today");
    expect(word(at(5, 0), "en")).toBe("tomorrow");
    expect(word(at(6, 0), "en")).toBe("Fri, Mar 6");
  });
  test("is in the language of the screen", () => {
    expect(["de", "tr", "fa", "az"].map((locale) => word(at(5, 9), locale))).toEqual(["morgen", "yarın", "فردا", "sabah"]);
  });
  test("names the year only if it is another one", () => {
    expect(word(new Date(2027, 0, 4, 9), "en")).toBe("Mon, Jan 4, 2027");
  });
});
