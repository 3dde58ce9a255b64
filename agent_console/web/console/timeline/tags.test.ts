import { describe, expect, test } from "vitest";
import type { Entry, Tag, TagKind } from "../api/types";
import { correctionIn, foundIn, languageBefore, machineTag } from "./tags";

const tag = (kind: TagKind, value: string, source = "machine:builtin"): Tag => ({ kind, value, score: null, ref: null, source });
const line = (seq: number, target: number, tags: Tag[], more: object = {}): Entry => ({ seq, activity: "tagged", data: { targets: [target], tags, corrected: true, ...more } }) as unknown as Entry;
const positive = tag("sentiment", "positive", "person:a");
const german = tag("language", "de", "person:b");

test("what was found, kind by kind, and nothing twice", () => {
  const found = foundIn({ tags: [tag("language", "tr"), tag("sentiment", "neutral"), tag("watch", "Legal"), tag("keyword", "kargo"), tag("watch", "Legal"), tag("intent", "Refund")] });
  expect(found.language?.value).toBe("tr");
  expect(found.sentiment?.value).toBe("neutral");
  expect([found.watch, found.intents, found.keywords].map((all) => all.map((one) => one.value))).toEqual([["Legal"], ["Refund"], ["kargo"]]);
  expect(foundIn({ tags: [] })).toEqual({ language: null, sentiment: null, watch: [], intents: [], keywords: [] });
});

test("what the machine had said stands beside a correction", () => {
  const entry = { tags: [positive], machine_tags: [tag("sentiment", "negative")] };
  expect(machineTag(entry, "sentiment")?.value).toBe("negative");
  expect(machineTag(entry, "language")).toBeNull();
});

test("the language before is that of the customer's last message that has one", () => {
  const message = (seq: number, direction: "in" | "out", ...tags: Tag[]): Entry => ({ seq, direction, tags }) as unknown as Entry;
  const entries = [message(1, "in", tag("language", "de")), message(2, "out", tag("language", "en")), message(3, "in"), message(4, "in", tag("language", "tr"))];
  expect([1, 3, 4, 5].map((seq) => languageBefore(entries, seq))).toEqual(["", "de", "de", "tr"]);
});

describe("who corrected a tag", () => {
  test("the line that brought its value, not a later one that only repeats it", () => {
    const entries = [line(5, 1, [positive]), line(6, 2, [positive]), line(7, 1, [positive, german])];
    expect(correctionIn(entries, 1, "sentiment")?.seq).toBe(5);
    expect(correctionIn(entries, 1, "language")?.seq).toBe(7);
    expect(correctionIn(entries, 3, "sentiment")).toBeNull();
  });
  test("the newest, when it was corrected again", () => {
    expect(correctionIn([line(5, 1, [positive]), line(8, 1, [tag("sentiment", "neutral", "person:b")])], 1, "sentiment")?.seq).toBe(8);
  });
  test("nobody, once it was taken back or where only the machine spoke", () => {
    expect(correctionIn([line(5, 1, [positive]), line(6, 1, [], { corrected: undefined, undone: "sentiment" })], 1, "sentiment")).toBeNull();
    expect(correctionIn([line(5, 1, [tag("sentiment", "negative")], { corrected: undefined })], 1, "sentiment")).toBeNull();
  });
});
