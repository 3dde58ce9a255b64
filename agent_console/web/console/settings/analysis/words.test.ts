import type { TFunction } from "i18next";
import { expect, test } from "vitest";
import { dayAfter, dayBefore, engineWord, gainOf, lastDays, partOf } from "./words";

const t = ((key: string) => key) as unknown as TFunction;

test("an engine is named by its kind, with what is particular to it", () => {
  expect(engineWord("builtin", t)).toBe("analysis.engines.builtin");
  expect(engineWord("lexicon-1", t)).toBe("analysis.engines.lexicon");
  expect(engineWord("transformers:org/model", t)).toBe("analysis.engines.transformers (org/model)");
  expect(engineWord("own-engine", t)).toBe("own-engine");
  expect(engineWord(null, t)).toBe("analysis.noEngine");
});

test("progress is unknown until it is counted, and nothing to do is done", () => {
  expect(partOf({ done: 0, total: null })).toBeNull();
  expect(partOf({ done: 5, total: 20 })).toBe(0.25);
  expect(partOf({ done: 0, total: 0 })).toBe(1);
});

test("a gain is told in points of a hundred, and none where nothing was judged", () => {
  expect(gainOf({ before: { anchor: 0.912, corrections: 0.7 }, after: { anchor: 0.913, corrections: 0.834 } })).toEqual({ anchor: 0.1, corrections: 13.4 });
  expect(gainOf({ before: null, after: null })).toBeNull();
});

test("a period is offered with its last day and ordered with the first day after it", () => {
  expect(lastDays(7, Date.parse("2026-03-02T23:30:00Z"))).toEqual(["2026-02-24", "2026-03-02"]);
  expect(dayAfter("2026-02-28")).toBe("2026-03-01");
  expect(dayBefore("2026-03-01")).toBe("2026-02-28");
});
