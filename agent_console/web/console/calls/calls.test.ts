import { describe, expect, test } from "vitest";
import type { Call, Leg } from "../api/calls";
import type { Conversation } from "../api/types";
import { regionOf } from "./countries";
import { callsOf, heldFor, heldNow, legOf, others, talked, waitsFor } from "./model";
import { countryOf, readable, toE164 } from "./numbers";
import { takenBy } from "./reachable";

const T = (seconds: number): string => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString();
const at = (seconds: number): number => Date.parse(T(seconds));
const leg = (party: Leg["party"], more: Partial<Leg> = {}): Leg => ({
  id: party, party, name: party, address: "", user_id: null, state: "in", since: T(0), answered_at: null, muted: false, muted_now: false,
  held: false, held_now: false, mode: null, ...more,
});
const call = (more: Partial<Call> = {}): Call => ({
  id: "k", seq: 1, direction: "in", ours: "+4930111", theirs: "+4930222", state: "talking", since: T(10), started_at: T(0), queued_at: T(2),
  answered_at: T(10), ended_at: null, held_at: null, hold_s: 0, wrap_up_until: null, taping: "off", taping_now: "off",
  plan: { ring_s: 20, wrap_up_s: 60, recording: "on_request", transcribe: false, dispositions: [] }, legs: [], callback_to: "", outcome: null,
  disposition: "", note: "", problem: "", message: null, ...more,
});
const conversation = (id: string, agent: string, state: Call["state"], started = 0): Conversation =>
  ({ id, agent: { id: agent, name: agent }, call: call({ state, started_at: T(started) }) }) as Conversation;

describe("the clocks of a call", () => {
  test("talk counts from the answer without what was on hold", () => {
    expect(talked(call(), at(70))).toBe(60);
    expect(talked(call({ hold_s: 15 }), at(70))).toBe(45);
    expect(talked(call({ hold_s: 15, held_at: T(60), state: "on_hold" }), at(70))).toBe(35);
    expect(talked(call({ ended_at: T(40) }), at(900))).toBe(30);
    expect(talked(call({ answered_at: null }), at(70))).toBe(0);
  });
  test("hold counts what was and what is", () => {
    expect(heldFor(call({ hold_s: 15, held_at: T(60) }), at(70))).toBe(25);
    expect(heldNow(call({ hold_s: 15, held_at: T(60) }), at(70))).toBe(10);
    expect(heldNow(call({ hold_s: 15 }), at(70))).toBe(0);
  });
});

describe("who is in it", () => {
  test("the newest line of a kind that has not ended", () => {
    const legs = [leg("consulted", { id: "a", state: "out" }), leg("consulted", { id: "b" })];
    expect(legOf(call({ legs }), "consulted")?.id).toBe("b");
    expect(legOf(call({ legs }), "guest")).toBeUndefined();
  });
  test("those who can be let go, and supervisors who speak", () => {
    const legs = [leg("contact"), leg("agent"), leg("guest"), leg("supervisor", { mode: "barge" })];
    expect(others(call({ legs })).map((one) => one.party)).toEqual(["guest", "supervisor"]);
  });
  test("whose phone is waited for", () => {
    const mine = (state: Leg["state"], contact: Leg["state"]): string => waitsFor(call({ legs: [leg("agent", { state }), leg("contact", { state: contact })] }));
    expect(mine("wanted", "wanted")).toBe("our_phone");
    expect(mine("ringing", "in")).toBe("our_phone_rings");
    expect(mine("in", "dialling")).toBe("contact");
    expect(mine("in", "ringing")).toBe("contact_rings");
    expect(mine("in", "in")).toBe("joining");
  });
});

test("my calls are those that I am at work on, the spoken one first", () => {
  const known = [
    conversation("wrap", "me", "wrap_up"), conversation("talk", "me", "on_hold", 5), conversation("ring", "me", "connecting"),
    conversation("over", "me", "ended"), conversation("hers", "she", "talking"), conversation("waits", "me", "callback"),
  ];
  expect(callsOf(known, "me").map((one) => one.id)).toEqual(["talk", "ring", "wrap"]);
});

describe("numbers", () => {
  test("are written in groups behind their country's code", () => {
    expect(readable("+4930123456")).toBe("+49 301 234 56");
    expect(readable("+15551234567")).toBe("+1 555 123 4567");
    expect(readable("+994125550123")).toBe("+994 125 550 123");
    expect(readable("anonymous")).toBe("anonymous");
  });
  test("are read as people type them", () => {
    expect(toE164(" +49 (30) 123-456 ")).toBe("+4930123456");
    expect(toE164("0049 30 123456")).toBe("+4930123456");
    expect(toE164("+۹۸ ۲۱ ۱۲۳۴ ۵۶۷۸")).toBe("+982112345678");
    expect(toE164("030 123456")).toBe("");
    expect(toE164("Ada")).toBe("");
  });
  test("tell their country by the longest beginning", () => {
    expect(["+4930123456", "+14165550123", "+12125550123", "+77012345678", "+79012345678", "+994125550123"].map(regionOf))
      .toEqual(["DE", "CA", "US", "KZ", "RU", "AZ"]);
    expect(regionOf("")).toBe("");
    expect(countryOf("+9821123", "de")).toEqual({ code: "IR", name: "Iran" });
    expect(countryOf("+999", "de")).toBeNull();
  });
});

describe("a colleague", () => {
  const seat = { call: null, load: 0, capacity: 60 };
  test("can be called beside light work, and not beside a chat or another call", () => {
    expect(takenBy({ ...seat, load: 18 })).toBeNull();
    expect(takenBy({ ...seat, load: 20 })).toBe("full");
    expect(takenBy({ ...seat, capacity: 0 })).toBe("full");
    expect(takenBy({ ...seat, load: 60, call: { state: "wrap_up", since: "", conversation: "" } })).toBe("wrap_up");
  });
});
