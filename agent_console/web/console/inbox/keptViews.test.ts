import { expect, test } from "vitest";
import { NO_FILTER } from "../state/conversations";
import { isShown, withView } from "./keptViews";

const filter = { view: "all", ...NO_FILTER, queue: "q1" } as const;

test("a view of the same name is replaced in its place", () => {
  const all = [{ name: "a", filter }, { name: "b", filter }];
  const next = withView(all, { name: "a", filter: { ...filter, queue: "q2" } });
  expect(next.map((one) => [one.name, one.filter.queue])).toEqual([["a", "q2"], ["b", "q1"]]);
  expect(withView(all, { name: "c", filter })).toHaveLength(3);
});

test("a view is shown while every filter and the order are its own", () => {
  expect(isShown({ name: "a", filter }, { ...filter })).toBe(true);
  expect(isShown({ name: "a", filter }, { ...filter, sort: "waiting" })).toBe(false);
  expect(isShown({ name: "a", filter }, { ...filter, label: "vip" })).toBe(false);
});
