import { describe, expect, it } from "vitest";
import * as timelines from "../core/timeline";
import { EMPTY, type Timeline } from "../core/timeline";
import type { Entry } from "../core/protocol";
import { unread } from "../core/seen";
import { activity, entry, session } from "./wire";

const seqs = (timeline: Timeline): number[] => timeline.entries.map(({ seq }) => seq);

function started(...entries: Entry[]): Timeline {
  return timelines.applySession(EMPTY, session(entries));
}

/** The same order for the same seed. */
function shuffled<T>(items: readonly T[], seed: number): T[] {
  let state = seed;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647;
  return items
    .map((item) => ({ item, place: random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

describe("entries", () => {
  it("are applied in seq order, each once", () => {
    let timeline = started(entry(1));
    for (const one of [entry(2), entry(2), entry(1), entry(3)]) {
      timeline = timelines.applyEntry(timeline, one);
    }
    expect(seqs(timeline)).toEqual([1, 2, 3]);
  });

  it("behind a hole are held until catch_up has answered", () => {
    let timeline = timelines.applyEntry(started(entry(1)), entry(4));
    expect(seqs(timeline)).toEqual([1]);
    expect(timelines.missing(timeline)).toBe(1);
    timeline = timelines.applyCaughtUp(timeline, "c1", 1, [entry(3), entry(4)]);
    expect(seqs(timeline)).toEqual([1, 3, 4]);
    expect(timelines.missing(timeline)).toBeNull();
  });

  it("whose hole is filled by a late push need no catch_up", () => {
    let timeline = timelines.applyEntry(started(entry(1)), entry(3));
    timeline = timelines.applyEntry(timeline, entry(2));
    expect(seqs(timeline)).toEqual([1, 2, 3]);
    expect(timelines.missing(timeline)).toBeNull();
  });

  it("over a gap of internal entries are applied at once if prev says that nothing is missing", () => {
    const timeline = timelines.applyEntry(started(entry(1)), entry(5, { prev: 1 }));
    expect(seqs(timeline)).toEqual([1, 5]);
  });

  it("are held if prev says that something is missing", () => {
    const timeline = timelines.applyEntry(started(entry(1)), entry(5, { prev: 3 }));
    expect(timelines.missing(timeline)).toBe(1);
  });

  it("end up the same for every order, repetition and loss, once caught up", () => {
    const all = [1, 2, 5, 6, 9, 10, 14].map((seq) => entry(seq));
    for (let seed = 1; seed <= 300; seed++) {
      const pushed = shuffled([...all, ...all], seed).slice(0, 3 + (seed % 9));
      let timeline = started(entry(1));
      for (const one of pushed) {
        timeline = timelines.applyEntry(timeline, one);
        const after = timelines.missing(timeline);
        if (after === null || seed % 3 === 0) continue; // now and then the answer comes late
        const answer = all.filter(({ seq }) => seq > after);
        timeline = timelines.applyCaughtUp(timeline, "c1", after, answer);
      }
      const after = timelines.missing(timeline) ?? timeline.mark;
      const answer = all.filter(({ seq }) => seq > after);
      timeline = timelines.applyCaughtUp(timeline, "c1", after, answer);
      expect(seqs(timeline), `seed ${String(seed)}`).toEqual([1, 2, 5, 6, 9, 10, 14]);
      expect(timeline.held).toEqual([]);
    }
  });
});

describe("a session", () => {
  it("of the same conversation merges without doubling", () => {
    const timeline = timelines.applySession(
      started(entry(1), entry(2)),
      session([entry(2), entry(4)]),
    );
    expect(seqs(timeline)).toEqual([1, 2, 4]);
  });

  it("with only the newest entries asks for what lies between", () => {
    let timeline = timelines.applySession(started(entry(1)), session([entry(8), entry(9)]));
    expect(timelines.missing(timeline)).toBe(1);
    timeline = timelines.applyCaughtUp(timeline, "c1", 1, [entry(5), entry(8), entry(9)]);
    expect(seqs(timeline)).toEqual([1, 5, 8, 9]);
  });

  it("of another conversation starts afresh", () => {
    const other = { id: "c2", state: "queued", agent: null, rated: false };
    const timeline = timelines.applySession(
      started(entry(40)),
      session([entry(1, { conversation: "c2" })], { conversation: other }),
    );
    expect(timeline.conversation?.id).toBe("c2");
    expect(timeline.mark).toBe(1);
  });

  it("lets in an entry of the new conversation that came before it", () => {
    const early = timelines.applyEntry(started(entry(9)), entry(2, { conversation: "c2" }));
    expect(seqs(early)).toEqual([9]);
    const other = { id: "c2", state: "queued", agent: null, rated: false };
    const timeline = timelines.applySession(
      early,
      session([entry(1, { conversation: "c2" })], { conversation: other }),
    );
    expect(seqs(timeline)).toEqual([1, 2]);
  });

  it("without a conversation leaves nothing", () => {
    expect(timelines.applySession(started(entry(1)), session([], { conversation: null }))).toEqual(
      EMPTY,
    );
  });
});

describe("activities", () => {
  it("fold into the conversation", () => {
    let timeline = started(entry(1, { direction: "in" }));
    timeline = timelines.applyEntry(
      timeline,
      activity(2, "assigned", { agent: { id: "a", name: "Ada" } }),
    );
    expect(timeline.conversation).toMatchObject({ state: "active", agent: { name: "Ada" } });
    timeline = timelines.applyEntry(
      timeline,
      activity(3, "state", { from: "active", to: "resolved" }),
    );
    timeline = timelines.applyEntry(timeline, activity(4, "rating", { score: 5 }));
    expect(timeline.conversation).toMatchObject({ state: "resolved", rated: true });
    timeline = timelines.applyEntry(timeline, activity(5, "reopened", {}));
    expect(timeline.conversation).toMatchObject({ state: "queued", rated: false });
  });

  it("move a delivery state forwards and never back", () => {
    const sent = entry(1, { direction: "in", delivery: { state: "sent" } });
    let timeline = timelines.applyEntry(
      started(sent),
      activity(2, "delivery", { targets: [1], state: "read" }),
    );
    timeline = timelines.applyEntry(
      timeline,
      activity(3, "delivery", { targets: [1], state: "delivered" }),
    );
    expect(timeline.entries[0]?.delivery?.state).toBe("read");
  });
});

describe("unread", () => {
  it("counts the agents' messages that were seen neither here nor elsewhere", () => {
    const timeline = started(
      entry(1, { direction: "in" }),
      entry(2),
      entry(3, { delivery: { state: "read" } }),
      entry(4),
    );
    expect(unread(timeline, 0)).toBe(2);
    expect(unread(timeline, 2)).toBe(1);
    expect(unread(timeline, 4)).toBe(0);
  });
});
