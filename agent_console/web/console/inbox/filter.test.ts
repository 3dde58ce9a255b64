import { beforeEach, expect, test, vi } from "vitest";

vi.stubGlobal("localStorage", { getItem: () => null, setItem: () => undefined });
const { filter, narrow, narrowing, showCalls, showView, widen } = await import("./filter");
const { NO_FILTER } = await import("../state/conversations");

beforeEach(() => filter.set({ view: "mine", ...NO_FILTER }));

test("a list of calls is a list of its own: nothing of it counts as narrowed, nothing of it stays in the next view", () => {
  narrow({ label: "vip" });
  showCalls("missed");
  expect(filter.get()).toMatchObject({ view: "all", category: "closed", call: "missed", label: null });
  expect(narrowing(filter.get())).toBe(0);
  showView("queues");
  expect(filter.get()).toEqual({ ...NO_FILTER, view: "queues" });
});

test("from view to view the filters stay", () => {
  narrow({ label: "vip" });
  showView("all");
  expect(filter.get()).toMatchObject({ view: "all", label: "vip" });
});

test("clearing the filters of a list of calls leaves the list", () => {
  showCalls("voicemail");
  narrow({ queue: "q1" });
  expect(narrowing(filter.get())).toBe(1);
  widen();
  expect(filter.get()).toMatchObject({ view: "unassigned", call: "voicemail", category: "open", queue: null });
});
