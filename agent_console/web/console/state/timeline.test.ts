import { describe, expect, test } from "vitest";
import type { Entry } from "../api/types";
import { EMPTY, apply, holeAfter, lastSeq, prepend, restart } from "./timeline";

const entry = (seq: number, more: Partial<Entry> = {}): Entry => ({
  id: `e${seq}`, conversation: "c", contact: "p", inbox: "i", channel: "webchat", seq, kind: "message",
  at: "2026-01-01T00:00:00.000Z", author: { type: "agent", id: "a", name: "Ada" }, direction: "out", text: `t${seq}`,
  attachments: [], delivery: null, tags: [], machine_tags: [], activity: null, data: {}, command: null, ...more,
});
const seqs = (timeline: typeof EMPTY): number[] => timeline.entries.map((one) => one.seq);
const receipt = (seq: number, target: number, state: string): Entry =>
  entry(seq, { kind: "activity", activity: "delivery", data: { targets: [target], state } });
const queued = { state: "queued", at: "2026-01-01T00:00:00.000Z", error: null, attempts: 0 } as const;

describe("the order of entries", () => {
  test("any order and any number of repetitions give each entry once, in order", () => {
    const arrived = [3, 1, 2, 2, 5, 4, 1, 5].map((seq) => entry(seq));
    let timeline = apply(EMPTY, [entry(1)]);
    for (const one of arrived) timeline = apply(timeline, [one]);
    expect(seqs(timeline)).toEqual([1, 2, 3, 4, 5]);
    expect(holeAfter(timeline)).toBeNull();
  });

  test("what comes behind a hole waits, and the hole is told", () => {
    const timeline = apply(apply(EMPTY, [entry(1), entry(2)]), [entry(5)]);
    expect(seqs(timeline)).toEqual([1, 2]);
    expect(holeAfter(timeline)).toBe(2);
    const filled = apply(timeline, [entry(3), entry(4)]);
    expect(seqs(filled)).toEqual([1, 2, 3, 4, 5]);
    expect(holeAfter(filled)).toBeNull();
  });

  test("a duplicate changes nothing, not even the object", () => {
    const timeline = apply(EMPTY, [entry(1)]);
    expect(apply(timeline, [entry(1, { text: "other" })])).toBe(timeline);
  });

  test("a page that starts later has earlier entries, which can be put before it", () => {
    const timeline = restart([entry(8), entry(9)], true);
    expect(timeline.hasEarlier).toBe(true);
    const whole = prepend(timeline, [entry(7), entry(6), entry(8)], false);
    expect(seqs(whole)).toEqual([6, 7, 8, 9]);
    expect(whole.hasEarlier).toBe(false);
    expect(lastSeq(whole)).toBe(9);
  });
});

describe("folding", () => {
  test("a delivery state never moves backwards", () => {
    let timeline = apply(EMPTY, [entry(1, { delivery: queued }), receipt(2, 1, "delivered")]);
    timeline = apply(timeline, [receipt(3, 1, "sent")]);
    expect(timeline.entries[0]?.delivery?.state).toBe("delivered");
  });

  test("a failed one that is sent again starts anew", () => {
    const timeline = apply(EMPTY, [
      entry(1, { delivery: queued }), receipt(2, 1, "failed"), receipt(3, 1, "queued"), receipt(4, 1, "sent"),
    ]);
    expect(timeline.entries[0]?.delivery?.state).toBe("sent");
  });

  test("what takes long says why, and says it anew when the reason changes", () => {
    const because = (seq: number, error: string): Entry => entry(seq, { kind: "activity", activity: "delivery", data: { targets: [1], state: "sending", error } });
    const timeline = apply(EMPTY, [entry(1, { delivery: queued }), receipt(2, 1, "sending"), because(3, "busy"), because(4, "full")]);
    expect(timeline.entries[0]?.delivery).toMatchObject({ state: "sending", error: "full" });
    expect(apply(timeline, [receipt(5, 1, "sending")]).entries[0]?.delivery?.error).toBe("full");
  });

  test("a person's correction stands above later tags of the machine", () => {
    const machine = { kind: "sentiment", value: "negative", score: -0.6, source: "machine:lexicon" };
    const language = { kind: "language", value: "en", score: 1, source: "machine:eldc" };
    const person = { kind: "sentiment", value: "positive", score: null, source: "person:u1" };
    const tag = (seq: number, data: object): Entry =>
      entry(seq, { kind: "activity", activity: "tagged", data: { targets: [1], ...data } });
    const timeline = apply(EMPTY, [
      entry(1), tag(2, { tags: [language, machine] }), tag(3, { tags: [person] }), tag(4, { tags: [language, machine] }),
    ]);
    expect(timeline.entries[0]?.tags).toEqual([language, person]);
    expect(timeline.entries[0]?.machine_tags).toEqual([language, machine]);
  });

  test("what was tagged once more has the tags of each message apart, below what people said", () => {
    const sentiment = (value: string, source = "machine:builtin-1"): object => ({ kind: "sentiment", value, score: null, source });
    const person = sentiment("positive", "person:u1");
    const timeline = apply(EMPTY, [
      entry(1), entry(2),
      entry(3, { kind: "activity", activity: "tagged", data: { targets: [2], tags: [person], corrected: true } }),
      entry(4, { kind: "activity", activity: "tagged", data: { targets: [1, 2], each: [[sentiment("neutral")], [sentiment("negative")]] } }),
    ]);
    expect(timeline.entries[0]?.tags).toEqual([sentiment("neutral")]);
    expect(timeline.entries[1]).toMatchObject({ tags: [person], machine_tags: [sentiment("negative")] });
  });

  test("a correction that is taken back leaves the machine's tag", () => {
    const machine = { kind: "sentiment", value: "negative", score: -0.6, source: "machine:lexicon" };
    const word = (kind: string, value: string): object => ({ kind, value, score: null, source: "person:u1" });
    const said = (seq: number, tags: object[]): Entry =>
      entry(seq, { kind: "activity", activity: "tagged", data: { targets: [1], tags, corrected: true } });
    const timeline = apply(EMPTY, [
      entry(1, { machine_tags: [machine] as never, tags: [machine] as never }),
      said(2, [word("sentiment", "positive")]), said(3, [word("sentiment", "positive"), word("language", "de")]),
    ]);
    expect(timeline.entries[0]?.tags).toEqual([word("sentiment", "positive"), word("language", "de")]);
    expect(apply(timeline, [said(4, [word("language", "de")])]).entries[0]?.tags).toEqual([machine, word("language", "de")]);
  });
});

describe("a call's card", () => {
  const card = (state: string): object => ({ call: "k", state });
  const told = (seq: number, event: string, state: string, targets: number[] = [2]): Entry =>
    entry(seq, { kind: "activity", activity: "call", data: { event, targets, card: card(state) } });
  const call = entry(2, { kind: "call", data: { ...card("ringing") } });

  test("is the newest that an activity brought", () => {
    const timeline = apply(EMPTY, [entry(1), call, told(3, "queued", "queued"), told(4, "answered", "talking")]);
    expect(timeline.entries[1]?.data).toEqual(card("talking"));
    expect(apply(timeline, [told(5, "ended", "ended")]).entries[1]?.data).toEqual(card("ended"));
  });

  test("changes no other call and no message, and no words without a card do", () => {
    const other = entry(3, { kind: "call", data: { ...card("ringing"), call: "l" } });
    const bare = entry(5, { kind: "activity", activity: "call", data: { event: "ended", targets: [2] } });
    const timeline = apply(EMPTY, [entry(1), call, other, told(4, "ended", "ended", [1, 3]), bare]);
    expect(timeline.entries.map((one) => one.data)).toMatchObject([{}, card("ringing"), { call: "k", state: "ended" }, {}, {}]);
    expect(timeline.entries[0]?.data).toEqual({});
  });
});
