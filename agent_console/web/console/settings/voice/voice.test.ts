import { expect, test } from "vitest";
import { type Line, type Names, dialogue } from "./dialogue";
import { canSay, ownLanguage } from "./own";
import { problemsOf, tabOf } from "./problems";
import { type FormSettings, addresses, firstMenu, formOf, freeDigit, moved, newRow, settled } from "./voice";

const NAMES: Names = { queue: (id) => ({ "": "General", s: "Sales" })[id] ?? "?", file: (id) => `${id}.mp3`, reads: true };
const brief = (line: Line): string => {
  const inner = line.kind === "then" ? `${line.key} ${Object.values(line.values ?? {}).join(" ")}`
    : line.kind === "own" ? line.words.map((one) => [one.key, ...Object.values(one.values ?? {})].join(" ")).join("; ")
    : line.kind === "hears" ? line.text : line.kind === "plays" ? line.file : "";
  return `${line.depth ? "  " : ""}${line.kind} ${inner}`.trimEnd();
};
const told = (form: FormSettings, names = NAMES): Record<string, string[]> =>
  Object.fromEntries(dialogue(form, names).map((scene) => [scene.title, scene.lines.map(brief)]));

test("what is stored stands above the defaults, also inside", () => {
  const form = formOf({ number: "+15005550006", waiting: { ...formOf({}).waiting, every_s: 60 } });
  expect(form).toMatchObject({ number: "+15005550006", ring_s: 20, menu: null, voicemail: { on: true, longest_s: 180 } });
  expect(form.waiting).toMatchObject({ every_s: 60, longest_s: 1800 });
  const menu = { options: [{ digit: "1" }, { digit: "2", does: "say" as const, say: { text: "Hi" } }] };
  expect(settled(formOf({ menu })).menu).toEqual({
    prompt: { text: "", file: "" }, tries: 3, speech: false,
    options: [
      { digit: "1", words: [], does: "queue", queue_id: "", say: { text: "", file: "" } },
      { digit: "2", words: [], does: "say", queue_id: "", say: { text: "Hi", file: "" } },
    ],
  });
});

test("an inbox that nobody changed has nothing wrong and leads every call to its queue", () => {
  const form = formOf({});
  expect(problemsOf(form, [])).toEqual({});
  expect(told(form)).toEqual({
    comes: ["then queue General"],
    waits: ["own waiting", "music", "then every 30", "  own position 2; wait_minutes 3", "then answered", "then tooLong 30"],
    message: ["own voicemail", "then beep 180"],
  });
});

test("a menu is told key by key, with what follows", () => {
  const menu = { ...firstMenu(), speech: true };
  const form = { ...formOf({}), greeting: { text: " Welcome ", file: "" }, menu: { ...menu, options: [
    { ...newRow("1"), words: ["sales", "buy"], queue_id: "s" },
    newRow("2", "voicemail"),
    { ...newRow("3", "say"), say: { text: "ignored", file: "where" } },
    newRow("0", "repeat"),
  ] } };
  expect(told(form).comes).toEqual([
    "hears Welcome",
    "own option sales 1; option_voicemail 2; option_say 3; option_repeat 0; speak",
    "then pressesOrSays 1 sales, buy", "  then queue Sales",
    "then presses 2", "  then message",
    "then presses 3", "  plays where.mp3", "  then menuAgain",
    "then presses 0", "  then menuAgain",
    "then noChoice 3 General",
  ]);
});

test("without a voice for the language only files and Parley's English words are heard", () => {
  const form = { ...formOf({}), greeting: { text: "سلام", file: "" }, closed: { prompt: { text: "", file: "shut" }, then: "voicemail" as const }, hours: { timezone: "UTC", days: {} }, voicemail: { ...formOf({}).voicemail, on: false } };
  expect([canSay(form, "fa"), ownLanguage(form, "fa"), ownLanguage(form, "de"), ownLanguage(form, "fr")]).toEqual([false, "en", "de", "en"]);
  expect(ownLanguage({ ...form, speech_language: "tr-TR" }, "fa")).toBe("tr");
  expect(canSay({ ...form, voice: "Polly.Vicki-Neural" }, "fa")).toBe(true);
  expect(told(form, { ...NAMES, reads: false })).toEqual({
    comes: ["then queue General"],
    waits: ["own waiting", "music", "then answered"],
    closed: ["plays shut.mp3", "then hangUp"],
  });
});

test("when closed the greeting is heard as well, and when somebody is there again", () => {
  const form = { ...formOf({}), greeting: { text: "Welcome", file: "" }, hours: { timezone: "UTC", days: {} } };
  expect(told(form).closed).toEqual(["hears Welcome", "own closed", "then opensAgain", "then message"]);
  expect(told({ ...form, closed: { prompt: { text: "Bye", file: "" }, then: "hang_up" as const } }).closed).toEqual(["hears Welcome", "hears Bye", "then hangUp"]);
});

test("a call is offered to be returned", () => {
  const form = formOf({});
  const waits = told({ ...form, waiting: { ...form.waiting, callback: true, say_position: false, say_wait: false, music_file: "song" } }).waits;
  expect(waits).toEqual(["own waiting", "plays song.mp3", "own callback 1", "then callback", "then answered", "then tooLong 30"]);
});

test("what cannot be saved is found at its field", () => {
  const menu = { ...firstMenu(), options: [
    { ...newRow("1"), words: ["Sales"], queue_id: "gone" },
    { ...newRow("1", "say"), words: ["sales"] },
    { ...newRow("3", "say"), words: ["sales"], say: { text: "", file: "f" } },
  ] };
  const form = { ...formOf({}), menu, account_sid: "AC1", number: "030 23125007", api_base: "twilio", hours: { timezone: "UTC", days: { mon: [["09:00", "17:00"], ["18:00", "12:00"]] as [string, string][] } } };
  const found = problemsOf(form, ["s"]);
  expect(Object.fromEntries(Object.entries(found).map(([path, wrong]) => [path, wrong.key]))).toEqual({
    account_sid: "account_sid", number: "number", api_base: "api_base", "hours.days.mon": "hours",
    "menu.options.0.queue_id": "noQueue", "menu.options.1.digit": "twice", "menu.options.1.say": "saysNothing", "menu.options.2.words": "wordTwice",
  });
  expect(problemsOf({ ...formOf({}), menu: { ...menu, options: [] } }, [])).toEqual({ menu: { key: "noOptions" } });
  expect([tabOf("number"), tabOf("menu.options.0.say"), tabOf("ring_s"), tabOf("hours.timezone")]).toEqual(["line", "callers", "team", "callers"]);
});

test("a number as people write it is a number", () => {
  expect(problemsOf({ ...formOf({}), number: "+49 (30) 23125-007" }, [])).toEqual({});
});

test("rows keep what belongs to what they do, and nothing else", () => {
  const row = { ...newRow("1", "voicemail"), queue_id: "s", say: { text: "x", file: "" } };
  const stored = settled({ ...formOf({}), menu: { ...firstMenu(), options: [row, { ...row, digit: "2", does: "queue" }] } });
  expect(stored.menu?.options).toEqual([
    { digit: "1", words: [], does: "voicemail", queue_id: "", say: { text: "", file: "" } },
    { digit: "2", words: [], does: "queue", queue_id: "s", say: { text: "", file: "" } },
  ]);
  expect(settled(formOf(stored))).toEqual(stored);
});

test("rows move one place, and not beyond the ends", () => {
  expect(moved(["a", "b", "c"], 2, -1)).toEqual(["a", "c", "b"]);
  expect(moved(["a", "b", "c"], 0, 1)).toEqual(["b", "a", "c"]);
  expect(moved(["a", "b"], 0, -1)).toEqual(["a", "b"]);
  expect(freeDigit([newRow("1"), newRow("3")])).toBe("2");
  expect(freeDigit("1234567890".split("").map((digit) => newRow(digit)))).toBeUndefined();
});

test("the addresses for Twilio name the inbox", () => {
  expect(addresses("https://help.example.com", "k1")).toEqual({ call: "https://help.example.com/hooks/voice/k1", fallback: "https://help.example.com/hooks/voice/k1/again", status: "https://help.example.com/hooks/voice/k1/status" });
});
