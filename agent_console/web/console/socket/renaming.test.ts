import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Entry, Tag } from "../api/types";
import { forgetAll, setTimeline, timelineOf } from "../state/live";
import { apply, restart } from "../state/timeline";
import { NOTICED_MS, renew, renewAll } from "./renaming";

const tag = (ref: string | null, value: string, kind: Tag["kind"] = "watch"): Tag => ({ kind, value, score: null, source: "machine:watch", ref });
const entry = (conversation: string, seq: number, tags: Tag[], more: Partial<Entry> = {}): Entry =>
  ({ id: `${conversation}${seq}`, conversation, seq, kind: "message", direction: "in", tags, machine_tags: tags, activity: null, data: {}, ...more }) as Entry;
const names = (id: string): string[] => timelineOf(id).entries.flatMap((one) => one.tags.map(({ value }) => value));

/** What the server calls things now, and the conversations that it shows no more. */
let known: Record<string, string>;
let hidden: Set<string>;
const paths: string[] = [];

/** The server, which gives each entry that it is asked for with the names of now. */
const answer = (path: string): Promise<Response> => {
  paths.push(path);
  const [, id, after] = /conversations\/(\w+)\/entries\?after=(\d+)&limit=1/.exec(path) ?? [];
  if (!id || hidden.has(id)) return Promise.resolve(Response.json({ code: "not_found" }, { status: 404 }));
  const found = timelineOf(id).entries.filter((one) => one.seq === Number(after) + 1);
  const called = (tags: Tag[]): Tag[] => tags.map((one) => ({ ...one, value: known[one.ref ?? ""] ?? one.value }));
  const entries = found.map((one) => ({ ...one, tags: called(one.tags), machine_tags: called(one.machine_tags) }));
  return Promise.resolve(Response.json({ entries, has_more: false }));
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("fetch", answer);
  forgetAll();
  known = {};
  hidden = new Set();
  paths.length = 0;
  setTimeline("lamp", () => restart([entry("lamp", 1, [tag("w1", "Lawyers"), tag(null, "positive", "sentiment")]), entry("lamp", 2, []), entry("lamp", 3, [tag("w1", "Lawyers"), tag("i1", "Quits", "intent")])], false));
  setTimeline("vase", () => restart([entry("vase", 1, [tag("w1", "Lawyers")]), entry("vase", 2, [tag("w2", "Lawyers")])], false));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a watch list or an intent that was renamed", () => {
  test("has its new name in every timeline, for one small request", async () => {
    known = { w1: "Legal" };
    await renew("w1");
    expect(names("lamp")).toEqual(["Legal", "positive", "Legal", "Quits"]);
    expect(names("vase")).toEqual(["Legal", "Lawyers"]); // the other list is called so still
    expect(timelineOf("lamp").entries[2]?.machine_tags.map(({ value }) => value)).toEqual(["Legal", "Quits"]);
    expect(paths).toEqual(["/api/v1/conversations/lamp/entries?after=2&limit=1"]);
  });

  test("has it in what entries tell of, and in what waits behind a hole", async () => {
    const told = entry("lamp", 4, [], { kind: "activity", activity: "tagged", data: { targets: [1], tags: [tag("w1", "Lawyers")], each: [[tag("w1", "Lawyers")]] } });
    setTimeline("lamp", (old) => apply(old, [told, entry("lamp", 7, [tag("w1", "Lawyers")])]));
    setTimeline("vase", () => restart([], false));
    known = { w1: "Legal" };
    vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ entries: [entry("lamp", 4, [tag("w1", "Legal")])], has_more: true })));
    await renew("w1");
    const line = timelineOf("lamp").entries[3]?.data as { tags: Tag[]; each: Tag[][] };
    expect([line.tags[0]?.value, line.each[0]?.[0]?.value]).toEqual(["Legal", "Legal"]);
    expect(timelineOf("lamp").ahead.get(7)?.tags[0]?.value).toBe("Legal");
  });

  test("is asked for where it stands and can be read", async () => {
    known = { w1: "Legal" };
    await renew("w9");
    expect(paths).toEqual([]);
    hidden.add("lamp");
    await renew("w1");
    expect(names("vase")).toEqual(["Legal", "Lawyers"]);
    expect(names("lamp")).toEqual(["Legal", "positive", "Legal", "Quits"]);
  });

  test("is asked for once more by when every process knows the name", async () => {
    const kept = timelineOf("lamp");
    const renewing = renew("w1");
    await vi.advanceTimersByTimeAsync(NOTICED_MS - 1);
    expect(timelineOf("lamp")).toBe(kept); // nothing is drawn anew for nothing
    known = { w1: "Legal" };
    await vi.advanceTimersByTimeAsync(1);
    await renewing;
    expect(names("lamp")).toContain("Legal");
  });

  test("keeps its newest name when an older answer comes last", async () => {
    let letGo = (): void => undefined;
    const late = new Promise<void>((done) => (letGo = done));
    vi.stubGlobal("fetch", async (path: string) => {
      const old = await answer(path);
      await late;
      return old;
    });
    known = { w1: "Legal" };
    const first = renew("w1");
    vi.stubGlobal("fetch", answer);
    known = { w1: "Law" };
    await renew("w1");
    letGo();
    await first;
    expect(names("vase")).toEqual(["Law", "Lawyers"]);
  });

  test("while there was no connection is found afterwards", async () => {
    known = { w1: "Legal", i1: "Leaving", w2: "Rivals" };
    await renewAll();
    expect(names("lamp")).toEqual(["Legal", "positive", "Legal", "Leaving"]);
    expect(names("vase")).toEqual(["Legal", "Rivals"]);
    expect(paths).toHaveLength(3);
  });
});
