import { expect, test } from "vitest";
import { linesFor, pasteInto, repeatedAt, written } from "./examples";

test("sentences count once each, whatever their capitals and spaces", () => {
  const lines = ["Where is my order?", "", "  where is  MY order?", "I want my money back"];
  expect(written(lines)).toEqual(["Where is my order?", "I want my money back"]);
  expect([...repeatedAt(lines)]).toEqual([2]);
});

test("there are five fields at least", () => {
  expect(linesFor([])).toEqual(["", "", "", "", ""]);
  expect(linesFor(["a", "b", "c", "d", "e", "f"])).toHaveLength(6);
});

test("lines pasted into a field fill the fields from there, and keep what was written below", () => {
  expect(pasteInto(["one", "", "last", "", ""], 1, "- two\n\nthree\r\nfour")).toEqual(["one", "two", "three", "four", "last"]);
});
