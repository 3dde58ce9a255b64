import { describe, expect, it } from "vitest";
import { contrast, foreground, readableOn } from "../core/colour";
import { withDefaults } from "../core/config";
import { nextOpening } from "../core/hours";
import { linkify } from "../core/linkify";
import type { Hours } from "../core/protocol";
import { rows } from "../core/rows";
import { statusLine } from "../core/status";
import { Typing } from "../core/typing";
import { chooseLanguage, Tongue, WORDS, type Language } from "../i18n";
import { applySession, EMPTY } from "../core/timeline";
import { entry, scene, session } from "./wire";

const LANGUAGES = Object.keys(WORDS) as Language[];

describe("colours", () => {
  it("can be read on and as any accent", () => {
    for (let hue = 0; hue < 4096; hue += 7) {
      const accent = `#${hue.toString(16).padStart(3, "0")}`;
      expect(contrast(foreground(accent), accent), accent).toBeGreaterThanOrEqual(4.5);
      for (const surface of ["#f1f3f6", "#262b33"]) {
        expect(contrast(readableOn(surface, accent), surface), accent).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe("links", () => {
  it("are found, without the punctuation around them", () => {
    expect(linkify("See https://a.example/x?y=1. Or (www.b.example), or me@c.example!")).toEqual([
      { text: "See " },
      { text: "https://a.example/x?y=1", href: "https://a.example/x?y=1" },
      { text: ". Or (" },
      { text: "www.b.example", href: "https://www.b.example" },
      { text: "), or " },
      { text: "me@c.example", href: "mailto:me@c.example" },
      { text: "!" },
    ]);
  });

  it("are never anything but web and mail", () => {
    const text = "javascript:alert(1) data:text/html,x <a href=x> file:///etc https://";
    expect(
      linkify(text)
        .map((piece) => piece.text)
        .join(""),
    ).toBe(text);
    expect(linkify(text).every((piece) => piece.href === undefined)).toBe(true);
  });

  it("keep a bracket that was opened inside", () => {
    expect(linkify("https://e.example/Lamp_(light)")[0]?.href).toBe(
      "https://e.example/Lamp_(light)",
    );
  });
});

describe("languages", () => {
  it("are chosen by the first wish we can meet", () => {
    expect(chooseLanguage(["", null, "de-AT", "en"])).toBe("de");
    expect(chooseLanguage(["fr", "fa_IR"])).toBe("fa");
    expect(chooseLanguage(["constructor", "fr"])).toBe("en");
  });

  it("have every word with the same places to fill", () => {
    const places = (words: string): string[] => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
    for (const language of LANGUAGES) {
      expect(Object.keys(WORDS[language]).sort()).toEqual(Object.keys(WORDS.en).sort());
      for (const [word, sentence] of Object.entries(WORDS.en)) {
        const translated = WORDS[language][word as keyof typeof WORDS.en];
        expect(places(translated), `${language}: ${word}`).toEqual(places(sentence));
      }
    }
  });

  it("name days, sizes and waits in their own way", () => {
    const now = new Date(2026, 2, 2, 12);
    expect(new Tongue("de").day(new Date(2026, 2, 2, 0, 1), now)).toBe("Heute");
    expect(new Tongue("tr").day(new Date(2026, 2, 1, 23, 59), now)).toBe("Dün");
    expect(new Tongue("en").wait(61)).toBe("2 min");
    expect(new Tongue("az").day(new Date(2025, 2, 3), now)).toBe("3 mart 2025, bazar ertəsi");
    expect(new Tongue("fa").direction).toBe("rtl");
    expect(new Tongue("fa").say("queue", { position: 3 })).toContain("۳");
  });
});

describe("the status line", () => {
  const hours: Hours = { timezone: "Europe/Berlin", days: { mon: [["09:00", "17:00"]] } };
  const tongue = new Tongue("en");
  const now = new Date("2026-03-01T12:00:00Z"); // a Sunday
  const { talk } = scene();
  const open = {
    ...talk.snapshot,
    line: "live" as const,
    started: true,
    presence: { online: true },
  };
  const words = (over: Partial<typeof talk.snapshot>): string =>
    statusLine({ ...open, ...over }, withDefaults({ hours }), tongue, now).text;
  const waiting = applySession(EMPTY, session([entry(1)]));

  it("says who is there, how long it takes, or when we are back", () => {
    expect(words({})).toBe("We are here for you");
    expect(words({ presence: { online: true, expected_wait_s: 100 } })).toContain("about 2 min");
    expect(
      words({ timeline: waiting, presence: { online: true, position: 2, expected_wait_s: 30 } }),
    ).toBe("Number 2 in the queue, about 1 min to go");
    expect(words({ presence: { online: false } })).toMatch(
      /Nobody is here right now\. Back: Monday/,
    );
    const agent = { id: "c1", state: "active", agent: { name: "Ada" }, rated: false };
    expect(words({ timeline: { ...waiting, conversation: agent } })).toBe("Ada is with you");
    expect(words({ line: "lost" })).toContain("No connection");
  });
});

describe("opening hours", () => {
  const hours: Hours = {
    timezone: "Europe/Berlin",
    days: {
      mon: [
        ["09:00", "12:00"],
        ["13:00", "17:00"],
      ],
      fri: [["10:00", "16:00"]],
    },
  };
  const next = (at: string): string | undefined => nextOpening(hours, new Date(at))?.toISOString();

  it("give the next opening by the inbox's own clock", () => {
    expect(next("2026-03-02T07:30:20Z")).toBe("2026-03-02T08:00:00.000Z"); // Monday, before nine
    expect(next("2026-03-02T10:00:00Z")).toBeUndefined(); // open
    expect(next("2026-03-02T11:30:00Z")).toBe("2026-03-02T12:00:00.000Z"); // lunch
    expect(next("2026-03-02T20:00:00Z")).toBe("2026-03-06T09:00:00.000Z"); // Friday
    expect(next("2026-03-28T12:00:00Z")).toBe("2026-03-30T07:00:00.000Z"); // over the change to summer time
    expect(nextOpening(null, new Date())).toBeNull();
    expect(nextOpening({ timezone: "UTC", days: {} }, new Date())).toBeNull();
  });

  it("pass over holidays, which are days of the inbox's own calendar", () => {
    const free = { ...hours, holidays: ["2026-12-25", "2026-12-28"] };
    const opening = (at: string): string | undefined => nextOpening(free, new Date(at))?.toISOString();
    expect(opening("2026-12-25T10:00:00Z")).toBe("2027-01-01T09:00:00.000Z"); // a Friday, and the Monday after it
    expect(opening("2026-12-27T23:30:00Z")).toBe("2027-01-01T09:00:00.000Z"); // Monday there already
    expect(opening("2026-12-24T10:00:00Z")).toBe("2027-01-01T09:00:00.000Z");
  });
});

describe("rows", () => {
  it("mark the days and join messages of one author", () => {
    const timeline = applySession(
      EMPTY,
      session([
        entry(1, { at: "2026-03-01T10:00:00Z" }),
        entry(2, { at: "2026-03-01T10:01:00Z" }),
        entry(3, { at: "2026-03-03T10:00:00Z", direction: "in" }),
      ]),
    );
    const drawn = rows(timeline, [], true);
    expect(drawn.map(({ row }) => row)).toEqual(["day", "message", "message", "day", "message"]);
    expect(drawn[2]).toMatchObject({ continued: true });
    expect(drawn[4]).toMatchObject({ mine: true, tick: "sent" });
  });

  it("show what is unsent last, truthfully", () => {
    const { talk } = scene();
    talk.say("hello");
    expect(rows(EMPTY, talk.snapshot.queued, false)[1]).toMatchObject({
      tick: "waiting",
      seq: null,
    });
    expect(rows(EMPTY, talk.snapshot.queued, true)[1]).toMatchObject({ tick: "sending" });
  });
});

describe("typing", () => {
  it("is told once in a while, and ended when the keys rest", () => {
    const told: boolean[] = [];
    let clock = 0;
    let due: (() => void)[] = [];
    const typing = new Typing(
      (on) => told.push(on),
      () => clock,
      (run) => due.push(run),
    );
    for (; clock < 3_500; clock += 100) typing.key();
    expect(told).toEqual([true, true]);
    clock += 4_000;
    for (const run of due) run();
    due = [];
    expect(told).toEqual([true, true, false]);
    typing.stop();
    expect(told).toEqual([true, true, false]);
  });
});
