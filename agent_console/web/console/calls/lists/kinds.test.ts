import { expect, test } from "vitest";
import type { Call } from "../../api/calls";
import type { Conversation } from "../../api/types";
import { NO_FILTER, belongs } from "../../state/conversations";
import { FROM, callKindOf, waitedIn } from "./kinds";

const viewer = { userId: "me", queueIds: new Set(["q"]) };
const one = (call: Partial<Call> | null, more: Partial<Conversation> = {}): Conversation =>
  ({ id: "c", agent: null, queue: { id: "q", name: "Q" }, category: "open", labels: [], state: "queued", call, ...more }) as unknown as Conversation;

test("a conversation stands in the list of its last call", () => {
  expect(callKindOf(one({ state: "ended", outcome: "voicemail" }))).toBe("voicemail");
  expect(callKindOf(one({ state: "callback", outcome: null }))).toBe("callback");
  expect(callKindOf(one({ state: "abandoned", outcome: "abandoned_queue" }))).toBe("missed");
  expect(callKindOf(one({ state: "voicemail", outcome: null }))).toBe("live");
  expect(callKindOf(one({ state: "wrap_up", outcome: "answered" }))).toBe("live");
  expect(callKindOf(one({ state: "ended", outcome: "answered" }))).toBeNull();
  expect(callKindOf(one(null))).toBeNull();
});

test("what somebody has taken on leaves its list", () => {
  const filter = { ...NO_FILTER, ...FROM.voicemail, call: "voicemail" } as const;
  const message = { state: "ended", outcome: "voicemail" } as const;
  expect(belongs(one(message), filter, viewer)).toBe(true);
  expect(belongs(one(message, { agent: { id: "me", name: "I" } }), filter, viewer)).toBe(false);
  expect(belongs(one({ state: "callback" }), filter, viewer)).toBe(false);
});

test("who was missed is found although the matter is closed", () => {
  const filter = { ...NO_FILTER, ...FROM.missed, call: "missed" } as const;
  expect(belongs(one({ state: "abandoned" }, { category: "closed", state: "abandoned" }), filter, viewer)).toBe(true);
});

test("how long somebody waited is known of those who got to the queue", () => {
  const at = { queued_at: "2026-01-01T00:00:10Z", ended_at: "2026-01-01T00:01:00Z" };
  expect(waitedIn(at as Call)).toBe(50);
  expect(waitedIn({ ...at, queued_at: null } as Call)).toBeNull();
});
