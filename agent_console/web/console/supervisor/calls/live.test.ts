import { beforeEach, describe, expect, test } from "vitest";
import type { Call, Leg, Monitor, Monitored } from "../../api/calls";
import type { Conversation } from "../../api/types";
import type { WithCall } from "../../calls/model";
import { canEnter, liveOf, partiesOf, sinceOf, spread, waitingIn } from "./liveCalls";
import { awaitsMe, heardAs, isSettling, learnAllMonitored, learnMonitored, mineOf, parting, watched } from "./monitoring";

const T = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const leg = (party: Leg["party"], more: Partial<Leg> = {}): Leg => ({ id: party, party, name: party, user_id: null, state: "in", mode: null, ...more }) as Leg;
const one = (id: string, call: Partial<Call>, agent: string | null = null, queue = "q"): WithCall =>
  ({ id, agent: agent && { id: agent, name: agent }, queue: { id: queue, name: queue }, call: { legs: [], started_at: T(0), since: T(0), held_at: null, ...call } }) as unknown as WithCall;

describe("live calls", () => {
  const all: Conversation[] = [
    one("late", { state: "queued", started_at: T(9) }), one("early", { state: "talking", started_at: T(1) }, "ana"), one("held", { state: "on_hold", started_at: T(5) }, "bo"),
    one("menu", { state: "menu", started_at: T(7) }), one("over", { state: "ended" }), one("after", { state: "wrap_up" }, "ana"), one("back", { state: "callback" }),
    { id: "chat", call: null } as unknown as Conversation,
  ];
  test("are those with somebody on the line, in the order they began", () => {
    expect(liveOf(all).map((it) => it.id)).toEqual(["early", "held", "menu", "late"]);
  });
  test("are counted by how they stand", () => {
    expect(spread(liveOf(all))).toEqual({ waiting: 1, talking: 1, onHold: 1, other: 1 });
    expect(waitingIn(liveOf(all), "q")).toBe(1);
    expect(waitingIn(liveOf(all), "elsewhere")).toBe(0);
  });
  test("tell since when they are as they are", () => {
    expect(sinceOf(one("a", { state: "queued", queued_at: T(3), since: T(8) }))).toBe(T(3));
    expect(sinceOf(one("a", { state: "on_hold", held_at: T(6), answered_at: T(4) }))).toBe(T(6));
    expect(sinceOf(one("a", { state: "menu", since: T(2) }))).toBe(T(2));
  });
  test("show who else is in them", () => {
    const legs = [leg("contact"), leg("agent"), leg("guest"), leg("consulted", { state: "ringing" }), leg("supervisor", { mode: "barge" })];
    expect(partiesOf(one("a", { state: "talking", legs })).map((it) => it.party)).toEqual(["guest", "supervisor"]);
  });
  test("are open to a supervisor while somebody else speaks in them", () => {
    expect(canEnter(one("a", { state: "talking" }, "ana"), "me")).toBe(true);
    expect(canEnter(one("a", { state: "queued" }), "me")).toBe(false);
    expect(canEnter(one("a", { state: "talking" }, "me"), "me")).toBe(false);
    expect(canEnter(one("a", { state: "talking", legs: [leg("guest", { user_id: "me" })] }, "ana"), "me")).toBe(false);
    expect(canEnter(one("a", { state: "talking", legs: [leg("supervisor", { user_id: "me", mode: "barge" })] }, "ana"), "me")).toBe(true);
  });
});

describe("supervisors in calls", () => {
  const monitor = (more: Partial<Monitor> = {}): Monitor => ({ leg: "l", user: { id: "me", name: "I" }, mode: "listen", mode_now: "listen", state: "in", since: T(0), ...more });
  const call = (id: string, ...monitors: Monitor[]): Monitored => ({ conversation: id, number: 1, contact: { id: "c", name: "C" }, agent: null, monitors });
  beforeEach(() => learnAllMonitored([]));

  test("are known from the first answer and from every push", () => {
    learnAllMonitored([call("a", monitor({ user: { id: "she", name: "She" } })), call("empty")]);
    expect([...watched.get().keys()]).toEqual(["a"]);
    expect(mineOf(watched.get(), "me")).toBeNull();
    learnMonitored(call("b", monitor()));
    expect(mineOf(watched.get(), "me")).toMatchObject({ conversation: "b", me: { mode: "listen" } });
    learnMonitored(call("b"));
    expect(mineOf(watched.get(), "me")).toBeNull();
  });
  test("have their telephone taken while they wait for it, and not after", () => {
    expect(awaitsMe("me")).toBe(false);
    learnMonitored(call("b", monitor({ state: "ringing", mode_now: null })));
    expect(awaitsMe("me")).toBe(true);
    learnMonitored(call("b", monitor()));
    expect(awaitsMe("me")).toBe(false);
  });
  test("are shown as heard for as long as they may be", () => {
    expect(heardAs(monitor({ state: "ringing" }))).toBeNull();
    expect(heardAs(monitor())).toBe("listen");
    expect(heardAs(monitor({ mode: "listen", mode_now: "barge" }))).toBe("barge");
    expect(heardAs(monitor({ mode: "barge", mode_now: "listen" }))).toBe("barge");
    expect(heardAs(monitor({ mode: "whisper", mode_now: null }))).toBe("whisper");
  });
  test("see that a change is not done yet", () => {
    expect(isSettling(monitor({ mode: "whisper" }))).toBe(true);
    expect(isSettling(monitor())).toBe(false);
    expect(isSettling(monitor({ mode: "whisper", state: "ringing" }))).toBe(false);
  });
  test("are told why they are in it no more", () => {
    expect(parting(monitor({ state: "ringing" }), true)).toBe("not_answered");
    expect(parting(monitor({ state: "ringing" }), false)).toBe("ended");
    expect(parting(monitor(), true)).toBe("lost");
    expect(parting(monitor(), false)).toBe("ended");
  });
});
