import { expect, test } from "vitest";
import type { Entry } from "../api/types";
import { group } from "./group";

const AT = "2026-11-22T10:00:00Z";
const activity = (seq: number, name: string | null, data: Record<string, unknown> = {}): Entry => ({ id: `${seq}`, seq, kind: "activity", activity: name, at: AT, data }) as unknown as Entry;

test("what a supervisor does in a call leaves no line with those who may not know of it", () => {
  const call = { id: "1", seq: 1, kind: "call", activity: null, at: AT, data: { call: "c" } } as unknown as Entry;
  const items = group([call, activity(2, "call", { event: "answered" }), activity(3, null), activity(4, null)]);
  expect(items.map((item) => item.type)).toEqual(["day", "call", "activities"]);
  expect(items.flatMap((item) => (item.type === "activities" ? item.entries.map((entry) => entry.seq) : []))).toEqual([2]);
});

test("a mood that worsened is a line of its own, which no run of events folds away", () => {
  const items = group([activity(1, "labels"), activity(2, "priority"), activity(3, "worsened", { seq: 1, sentence: "This is a disgrace!" }), activity(4, "assigned")]);
  expect(items.map((item) => item.type)).toEqual(["day", "activities", "worsened", "activities"]);
});
