import { expect, test } from "vitest";
import { alertLeadsTo } from "./alertWords";
import type { Alert } from "./types";

const alert = (part: Partial<Alert>): Alert => ({ id: "a", kind: "watch", at: "2026-01-01T00:00:00Z", conversation: null, seq: null, sentence: "", watch_list: null, topic: null, done_at: null, done_by: null, ...part });

test("an alert leads to the message that did it, else to its conversation, else to its topic", () => {
  expect(alertLeadsTo(alert({ conversation: { id: "c1", name: "A customer" }, seq: 7 }))).toBe("/inbox/c1?seq=7");
  expect(alertLeadsTo(alert({ conversation: { id: "c1", name: "A customer" } }))).toBe("/inbox/c1");
  expect(alertLeadsTo(alert({ kind: "topic_growth", topic: { id: "t1", name: "Refunds" } }))).toBe("/intelligence/topics/t1");
  expect(alertLeadsTo(alert({}))).toBe("/alerts");
});
