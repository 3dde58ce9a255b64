import { expect, test } from "vitest";
import { levelTone, waitTone, waited, worst } from "./thresholds";

test("a wait is judged against its queue's own target", () => {
  expect([60, 91, 121].map((seconds) => waitTone(seconds, 120))).toEqual(["calm", "warn", "bad"]);
});

test("a service level says nothing before anything was answered", () => {
  expect(levelTone({ target_s: 60, met: 0, total: 0 })).toBe("calm");
  expect(levelTone({ target_s: 60, met: 8, total: 10 })).toBe("good");
  expect(levelTone({ target_s: 60, met: 1, total: 10 })).toBe("bad");
});

test("the worst of several colours the card, and a good one does not", () => {
  expect(worst("good", "calm")).toBe("calm");
  expect(worst("warn", "bad")).toBe("bad");
});

test("nobody waiting is no wait", () => expect(waited(null, 5000)).toBe(0));
