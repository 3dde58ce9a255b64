import { createInstance } from "i18next";
import { describe, expect, test } from "vitest";
import type { Call, CallCard } from "../api/calls";
import type { Conversation, Entry } from "../api/types";
import { makeFormat } from "../format/time";
import en from "../i18n/en.json";
import { group } from "../timeline/group";
import { found, recent } from "./reachable";
import { tapeStep } from "./tape";
import { barsPath, peaks } from "./waveform";
import { callInWords, eventInWords, isMissed, isQuiet, saysCall } from "./words";

const i18n = createInstance({ lng: "en", resources: { en: { translation: en } }, interpolation: { escapeValue: false } });
await i18n.init();
const { t } = i18n;
const format = makeFormat("en");
const NOON = Date.UTC(2026, 0, 1, 12);
const ago = (seconds: number): string => new Date(NOON - seconds * 1000).toISOString();

const call = (more: Partial<Call>): Call =>
  ({ seq: 2, direction: "in", state: "ended", outcome: null, answered_at: null, ended_at: null, held_at: null, hold_s: 0, legs: [], ...more }) as Call;
const words = (more: Partial<Call>): string => callInWords(call(more), t, format, NOON);

describe("a call in a row of the list", () => {
  test.each<[string, Partial<Call>]>([
    ["Call, waiting", { state: "queued" }],
    ["Call, talking 2:10", { state: "talking", answered_at: ago(130) }],
    ["Call, on hold 0:09", { state: "on_hold", answered_at: ago(130), held_at: ago(9) }],
    ["Call, 1:40", { outcome: "answered", answered_at: ago(130), ended_at: ago(30) }],
    ["Call, 1:40", { state: "wrap_up", outcome: "answered", answered_at: ago(130), ended_at: ago(30) }],
    ["Missed in the queue", { state: "abandoned", outcome: "abandoned_queue" }],
    ["Missed: it did not reach us", { state: "abandoned", outcome: "abandoned_unreached" }],
    ["Voicemail", { outcome: "voicemail" }],
    ["Wants to be called back", { state: "callback" }],
    ["Busy", { outcome: "busy" }],
  ])("%s", (expected, more) => expect(words(more)).toBe(expected));

  test("gives way to what was written after it", () => {
    const row = (state: Call["state"], text: string, seq: number): Conversation => ({ call: call({ state }), last_message: { seq, text, at: ago(0), author: "agent" } }) as Conversation;
    expect(saysCall(row("ended", "", 2))).toBe(true);
    expect(saysCall(row("ended", "See you", 5))).toBe(false);
    expect(saysCall(row("talking", "See you", 5))).toBe(true);
    expect(saysCall({ call: null, last_message: null } as Conversation)).toBe(false);
  });
});

test("missed is what nobody spoke in, once it is over", () => {
  const card = (more: Partial<CallCard>): CallCard => ({ state: "ended", outcome: null, ...more }) as CallCard;
  expect(isMissed(card({ outcome: "voicemail" }))).toBe(true);
  expect(isMissed(card({ state: "callback" }))).toBe(true);
  expect(isMissed(card({ state: "abandoned", outcome: "abandoned_menu" }))).toBe(true);
  expect(isMissed(card({ state: "abandoned", outcome: "abandoned_unreached" }))).toBe(true);
  expect(isMissed(card({ outcome: "answered" }))).toBe(false);
  expect(isMissed(card({ state: "queued" }))).toBe(false);
});

describe("what happened", () => {
  const told = (data: object, activity = "call"): string => eventInWords({ activity, data, author: { type: "agent", id: "a", name: "Alex" } } as unknown as Entry, t);
  test.each<[string, object]>([
    ["Chose “support”, waits in Calls", { event: "queued", queue: "Calls", chosen: "support" }],
    ["Waits in Calls", { event: "queued", queue: "Calls" }],
    ["Alex put the customer on hold", { event: "held" }],
    ["Alex asks +1 555 010 0200 first", { event: "consulting", name: "+15550100200" }],
    ["The call went to Sam", { event: "transferred", name: "Sam" }],
    ["Twilio said no.", { event: "problem", detail: "Twilio said no." }],
    ["Event: something_new", { event: "something_new" }],
  ])("%s", (expected, data) => expect(told(data)).toBe(expected));
  test("of supervisors", () => {
    expect(told({ event: "monitoring", mode: "whisper" }, "call_monitor")).toBe("Alex whispers to the agent");
    expect(told({ event: "monitor_left", mode: "listen" }, "call_monitor")).toBe("Alex listens no more");
  });
  test("has words for every event that the domain tells", () => {
    const events = "menu queued voicemail message_left callback closed abandoned connecting agent_not_reached answered held resumed muted unmuted tones consulting consult_failed consult_left transfer_cancelled transferred adding joined left not_reached removed recording recording_paused recording_resumed recording_off recorded recording_deleted hung_up contact_hung_up agent_hung_up agent_lost contact_not_reached ended wrapped_up more_time problem callback_taken";
    expect(events.split(" ").filter((event) => !(event in en.call.event))).toEqual([]);
  });
});

test("what is said stands under its call's card, other words do not", () => {
  const entry = (seq: number, more: Partial<Entry>): Entry =>
    ({ id: `e${seq}`, seq, kind: "message", at: ago(100 - seq), author: { type: "contact", id: "c", name: "C" }, activity: null, data: {}, ...more }) as Entry;
  const items = group([
    entry(1, { kind: "call", data: { call: "k" } }),
    entry(2, { kind: "activity", activity: "call", data: { event: "muted", targets: [1] } }),
    entry(3, { data: { call: "k", spoken: true } }),
    entry(4, { kind: "note" }),
    entry(5, { data: { call: "other", spoken: true } }),
  ]);
  expect(items.map((item) => item.type)).toEqual(["day", "call", "entry", "entry"]);
  expect(items[1]?.type === "call" && items[1].spoken.map((one) => one.seq)).toEqual([3]);
  expect(isQuiet(entry(2, { activity: "call", data: { event: "held" } }))).toBe(false);
});

test("one key leads the recording on", () => {
  const step = (recording: Call["plan"]["recording"], taping: Call["taping"]): string | null => tapeStep(call({ plan: { recording } as Call["plan"], taping }));
  expect([step("off", "off"), step("on_request", "off"), step("always", "on"), step("on_request", "paused")]).toEqual([null, "record", "pause_recording", "resume_recording"]);
});

test("people are offered by each of their numbers once", () => {
  const contact = (id: string, addresses: string[], phone: string | null) =>
    ({ id, name: id, phone, identities: addresses.map((address) => ({ channel: "sms", address, verified_by: null, verified_at: null })) }) as never;
  expect(found([contact("a", ["+4930111111", "+4930111111"], "+49 30 111111"), contact("b", [], "no number")])).toEqual([{ id: "a", name: "a", address: "+4930111111" }]);
  const before = (theirs: string): Conversation => ({ contact: { id: theirs, name: "x" }, address: "withheld-1", call: call({ theirs }) }) as Conversation;
  expect(recent([before("+4930222222"), before(""), before("+4930222222")]).map((one) => one.address)).toEqual(["+4930222222"]);
});

test("a wave is as loud as the loudest of each part", () => {
  const samples = Float32Array.from([0, 0.1, -0.4, 0.2, 0, 0, 0.8, 0]);
  expect(peaks(samples, 4).map((one) => Math.round(one * 100) / 100)).toEqual([0.13, 0.5, 0, 1]);
  expect(peaks(new Float32Array(0), 3)).toEqual([0, 0, 0]);
  expect(barsPath([0, 1])).toBe("M0.5 47.0V53.0M1.5 4.0V96.0");
});
