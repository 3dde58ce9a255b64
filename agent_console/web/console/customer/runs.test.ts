import { expect, test } from "vitest";
import type { Entry } from "../api/types";
import { group } from "../timeline/group";
import { runsOf } from "./runs";

const entry = (id: string, conversation: string, at: string, more: Partial<Entry> = {}): Entry => ({
  id, conversation, contact: "p", inbox: "i", channel: "webchat", seq: 1, kind: "message", at, author: { type: "contact", id: "p", name: "Pat" },
  direction: "in", text: id, attachments: [], delivery: null, tags: [], machine_tags: [], activity: null, data: {}, command: null, ...more,
});

test("a history is marked wherever the conversation changes, and receipts make no mark", () => {
  const receipt = entry("r", "two", "2026-01-02T08:00:00", { kind: "activity", activity: "delivery" });
  const runs = runsOf([entry("a", "one", "2026-01-01T08:00:00"), entry("b", "one", "2026-01-02T07:00:00"), receipt, entry("c", "two", "2026-01-02T09:00:00")]);
  expect(runs.map((run) => [run.conversation, run.entries.map((one) => one.id)])).toEqual([["one", ["a", "b"]], ["two", ["c"]]]);
  expect(runs[1]?.after).toBe("2026-01-02T07:00:00");
});

test("a day that is named already is not named again", () => {
  const later = [entry("c", "two", "2026-01-02T09:00:00"), entry("d", "two", "2026-01-03T09:00:00")];
  expect(group(later, "2026-01-02T07:00:00").map((item) => item.type)).toEqual(["entry", "day", "entry"]);
});
