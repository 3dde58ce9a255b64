import { expect, test } from "vitest";
import { asked } from "../state/conversations";
import { rowsOf } from "./figures";

const filterOf = (address: string | undefined) => asked(new URLSearchParams(address?.split("?")[1]));

test("a figure of a queue opens the conversations that the server counted", () => {
  expect(filterOf(rowsOf("waiting", "q1"))).toMatchObject({ view: "all", queue: "q1", state: "queued,offered", category: "open", sort: "changed" });
  expect(filterOf(rowsOf("longest", "q1"))).toMatchObject({ state: "queued,offered", sort: "waiting" });
  expect(filterOf(rowsOf("active"))).toMatchObject({ queue: null, state: "active,pending", category: null });
  expect(filterOf(rowsOf("abandoned", "q1"))).toMatchObject({ state: "abandoned", category: "closed" });
});

test("a figure of calls opens the calls that go on", () => {
  expect(rowsOf("calls", "q1")).toBe("/supervisor/calls?queue=q1");
  expect(rowsOf("lines")).toBe("/supervisor/calls");
});

test("an estimate has no rows to open", () => expect(rowsOf("expected", "q1")).toBeUndefined());

test("an address without a filter leaves the list as it is", () => expect(filterOf("/inbox?seq=4")).toBeNull());
