import { expect, test } from "vitest";
import type { Entry, Tag } from "../api/types";
import { HEIGHT, WIDTH, moodsOf, points } from "./moods";

const tag = (value: string, score: number | null): Tag => ({ kind: "sentiment", value, score, source: score === null ? "person:u" : "machine:lexicon" });
const message = (seq: number, direction: "in" | "out", tags: Tag[]): Entry => ({
  id: `e${seq}`, conversation: "c", contact: "p", inbox: "i", channel: "webchat", seq, kind: "message", at: `2026-01-0${seq}`,
  author: { type: "contact", id: "p", name: "Pat" }, direction, text: "x", attachments: [], delivery: null, tags, machine_tags: [], activity: null, data: {}, command: null,
});

test("only what the customer wrote and what was tagged counts; a person's label has a place of its own", () => {
  const moods = moodsOf([
    message(1, "in", [tag("negative", -0.8)]), message(2, "out", [tag("positive", 1)]), message(3, "in", []), message(4, "in", [tag("positive", null)]),
  ]);
  expect(moods.map((one) => [one.value, one.score])).toEqual([["negative", -0.8], ["positive", 0.5]]);
});

test("the line spans the whole width, and a bad mood lies below a good one", () => {
  const [first, last] = points(moodsOf([message(1, "in", [tag("negative", -1)]), message(2, "in", [tag("positive", 1)])]));
  expect(first?.x).toBeLessThan(WIDTH * 0.05);
  expect(last?.x).toBeGreaterThan(WIDTH * 0.95);
  expect(first?.y).toBeGreaterThan(HEIGHT / 2);
  expect(last?.y).toBeLessThan(HEIGHT / 2);
});
