import { describe, expect, test } from "vitest";
import type { Conversation } from "../api/types";
import { NO_FILTER, listed, merge } from "./conversations";
import { settle } from "./order";

const one = (id: string, version: number, more: Partial<Conversation> = {}): Conversation => ({
  id, number: 1, inbox: { id: "i", name: "Shop" }, channel: "webchat", contact: { id: "p", name: "Pat" }, address: "v1", participants: [], state: "active",
  category: "open", priority: "normal", queue: { id: "q", name: "Support" }, agent: { id: "me", name: "Me" }, offer: null,
  last_agent: null, skills: [], subject: "", created_at: "2026-01-01", changed_at: `2026-01-0${version}`, waiting_since: null,
  queued_at: null, first_response_at: null, resolved_at: null, snoozed_until: null, last_message: null, unread: 0, labels: [],
  language: null, sentiment: null, sentiment_score: null, page: null, reopens: 0, transfers: 0, seq: 1, version, sla_due_at: null,
  ...more,
});
const viewer = { userId: "me", queueIds: new Set(["q"]) };
const mine = { view: "mine", ...NO_FILTER } as const;

describe("conversations by version", () => {
  test("an older version that comes late is ignored", () => {
    const known = merge(merge(new Map(), [one("a", 3)]), [one("a", 2)]);
    expect(known.get("a")?.version).toBe(3);
  });
  test("nothing newer gives the same map, so that nothing is drawn again", () => {
    const known = merge(new Map(), [one("a", 3)]);
    expect(merge(known, [one("a", 3)])).toBe(known);
  });
  test("a conversation that is given away leaves my list and stays in the queue's", () => {
    const known = merge(new Map(), [one("a", 1), one("b", 2, { agent: { id: "you", name: "You" } })]);
    expect(listed(known, mine, viewer).map((c) => c.id)).toEqual(["a"]);
    expect(listed(known, { ...mine, view: "queues" }, viewer).map((c) => c.id)).toEqual(["b", "a"]);
  });
  test("several states in one list: those of other states are not in it", () => {
    const known = merge(new Map(), [one("a", 1), one("b", 2, { state: "pending", category: "waiting" }), one("c", 3, { state: "queued" })]);
    expect(listed(known, { ...mine, category: null, state: "active,pending" }, viewer).map((c) => c.id)).toEqual(["b", "a"]);
  });
  test("by waiting: the longest first, those that do not wait last", () => {
    const known = merge(new Map(), [
      one("calm", 5), one("new", 2, { waiting_since: "2026-01-03" }), one("old", 1, { waiting_since: "2026-01-01" }),
    ]);
    expect(listed(known, { ...mine, sort: "waiting" }, viewer).map((c) => c.id)).toEqual(["old", "new", "calm"]);
  });
});

describe("rows under the pointer", () => {
  test("stay where they are while frozen; new ones are held and counted", () => {
    expect(settle(["a", "b"], ["new", "b", "a"], true)).toEqual({ ids: ["a", "b"], held: 1 });
  });
  test("a row that leaves keeps its place until the pointer goes", () => {
    expect(settle(["a", "b", "c"], ["a", "c"], true).ids).toEqual(["a", "b", "c"]);
    expect(settle(["a", "b", "c"], ["a", "c"], false).ids).toEqual(["a", "c"]);
  });
  test("a further page is appended at once", () => {
    expect(settle(["a", "b"], ["a", "b", "c", "d"], true)).toEqual({ ids: ["a", "b", "c", "d"], held: 0 });
  });
});
