import { describe, expect, test } from "vitest";
import type { Attachment, Conversation, Entry } from "../api/types";
import { missing } from "./addressing";
import { foldedOf, runsOf } from "./quoting";
import { MOST_RECIPIENTS, addressProblem, bare, everybody, isAddress, senderOf, split } from "./recipients";
import { bareSubject, differs, forwardSubject, replySubject } from "./subject";
import { NO_MAIL, cardLines, mailOf, sortParts } from "./types";
import { filesIn, forSending, isPlain, paragraphs } from "./written";

const person = (address: string, name = "") => ({ address, name });
const one = { address: "buyer@example.org", participants: ["partner@example.net"] } as Conversation;
const entry = (part: Partial<Entry>): Entry => ({ kind: "message", direction: "in", channel: "email", data: {}, attachments: [], ...part }) as Entry;

describe("addresses", () => {
  test("are taken out of what people type and paste", () => {
    expect(split('"A Buyer" <Buyer@Example.org>, two@example.net; mailto:three@example.com\nfour@example.com two@example.net'))
      .toEqual(["buyer@example.org", "two@example.net", "three@example.com", "four@example.com"]);
    expect(bare("<x@example.org>")).toBe("x@example.org");
  });
  test("are told from what is none", () => {
    for (const right of ["a@example.org", "first.last+tag@sub.example.co", "ünal@örnek.example"]) expect(isAddress(right), right).toBe(true);
    for (const wrong of ["a", "a@b", "a b@example.org", "a@example..org", ".a@example.org", "a.@example.org", "a@example.org>", `${"x".repeat(65)}@example.org`]) {
      expect(isAddress(wrong), wrong).toBe(false);
    }
  });
  test("say what stands against sending", () => {
    expect(addressProblem([], [], [])).toBe("noRecipient");
    expect(addressProblem(["a@example.org"], ["nobody"], [])).toBe("badAddress");
    expect(addressProblem(["a@example.org"], [], Array.from({ length: 50 }, (_, i) => `b${i}@example.org`))).toBe("tooMany");
    expect(addressProblem(["a@example.org"], ["b@example.org"], [])).toBe("");
  });
});

describe("an answer goes", () => {
  const mail = { from: person("Buyer@example.org"), to: [person("shop@example.com")], cc: [person("partner@example.net"), person("list@example.com")] };
  test("to the sender, or where the mail asks for it", () => {
    expect(senderOf(mail, entry({}), one)).toEqual(["buyer@example.org"]);
    expect(senderOf({ ...mail, reply_to: [person("desk@example.org")] }, entry({}), one)).toEqual(["desk@example.org"]);
    expect(senderOf({}, entry({}), one)).toEqual(["buyer@example.org"]);
  });
  test("to whom our own mail went, not to ourselves", () => {
    expect(senderOf({ to: [person("partner@example.net")] }, entry({ direction: "out" }), one)).toEqual(["partner@example.net"]);
    expect(senderOf({ to: [] }, entry({ direction: "out" }), one)).toEqual(["buyer@example.org"]);
  });
  test("to everybody who takes part, never to our own address", () => {
    expect(everybody(mail, entry({}), one)).toEqual({ to: ["buyer@example.org"], cc: ["partner@example.net"] });
    expect(everybody({ ...mail, from: person("partner@example.net"), to: [person("buyer@example.org")], cc: [] }, entry({}), one))
      .toEqual({ to: ["partner@example.net"], cc: ["buyer@example.org"] });
  });
});

test("all who take part are added, as far as one mail may name them", () => {
  const crowd = { ...one, participants: Array.from({ length: 60 }, (_, i) => `p${i}@example.net`) };
  const mail = { ...NO_MAIL, to: [one.address], cc: ["p0@example.net"] };
  const more = missing(mail, crowd);
  expect(more[0]).toBe("p1@example.net");
  expect(more).toHaveLength(MOST_RECIPIENTS - 2);
  expect(addressProblem(mail.to, [...mail.cc, ...more], [])).toBe("");
});

describe("a subject", () => {
  test.each(["Re: Lamp", "AW: WG: Lamp", "Ynt: İlt: Lamp", "RE[2]: Fwd: Lamp", "Cvb: Lamp", "پاسخ: Lamp", "  re :Lamp"])("%s is about a lamp", (given) => {
    expect(bareSubject(given)).toBe("Lamp");
    expect(replySubject(given)).toBe("Re: Lamp");
    expect(forwardSubject(given)).toBe("Fwd: Lamp");
  });
  test("keeps words that only look like a prefix", () => {
    expect(bareSubject("Recipe: soup")).toBe("Recipe: soup");
    expect(bareSubject("Retour: lamp")).toBe("Retour: lamp");
  });
  test("of nothing stays nothing", () => expect(replySubject("Re: ")).toBe(""));
  test("is shown where it is another one", () => {
    expect(differs("RE: lamp", "Lamp")).toBe(false);
    expect(differs("Re: Invoice", "Lamp")).toBe(true);
    expect(differs("", "Lamp")).toBe(false);
  });
});

describe("quoted words", () => {
  test("are folded away after the new ones", () => {
    expect(foldedOf("Thanks!", "Thanks!\n\n> Here it is.\n> Bye")).toEqual({ before: "", after: "> Here it is.\n> Bye", mixed: false });
    expect(foldedOf("Thanks!", "> Here it is.\n\nThanks!")).toEqual({ before: "> Here it is.", after: "", mixed: false });
  });
  test("that are mixed with the new ones are shown as they came", () => {
    expect(foldedOf("Yes\nNo", "> One?\nYes\n> Two?\nNo")).toEqual({ before: "", after: "> One?\nYes\n> Two?\nNo", mixed: true });
  });
  test("that are not there need no fold", () => {
    expect(foldedOf("Thanks!", undefined)).toBeNull();
    expect(foldedOf("Thanks!", "Thanks!\n")).toBeNull();
  });
  test("come in runs of one depth", () => {
    expect(runsOf("A\n> B\n> C\n>> D\nE")).toEqual([{ depth: 0, text: "A" }, { depth: 1, text: "B\nC" }, { depth: 2, text: "D" }, { depth: 0, text: "E" }]);
  });
});

describe("parts", () => {
  const file = (id: string): Attachment => ({ id, name: id, content_type: "text/plain", size: 1, url: `/${id}` });
  test("in the text are not repeated below it; what has a summary is a card", () => {
    const mail = { parts: { a: { inline: true }, b: { warning: "It is a program." }, c: { summary: "Name: A" } } };
    const sorted = sortParts(entry({ attachments: [file("a"), file("b"), file("c"), file("d")] }), mail);
    expect(sorted.files.map((each) => [each.file.id, each.warning])).toEqual([["b", "It is a program."], ["d", ""]]);
    expect(sorted.cards.map((each) => each.file.id)).toEqual(["c"]);
  });
  test("of a card are lines with a label", () => {
    expect(cardLines("Invitation: Visit\nWhen: 2026-03-04 10:00\n\nAnd 2 more.")).toEqual([
      [{ label: "Invitation", value: "Visit" }, { label: "When", value: "2026-03-04 10:00" }], [{ label: "", value: "And 2 more." }],
    ]);
  });
  test("belong to mails alone", () => {
    expect(mailOf(entry({ channel: "webchat" }))).toBeNull();
    expect(mailOf(entry({ kind: "note" }))).toBeNull();
    expect(mailOf(entry({}))).toEqual({});
  });
});

describe("what is written", () => {
  test("as plain text becomes paragraphs, and nothing in it markup", () => {
    expect(paragraphs("Hello\nyou\n\n\n<b>&")).toBe("<p>Hello<br>you</p><p>&lt;b&gt;&amp;</p>");
    expect(paragraphs("")).toBe("");
  });
  test("without formatting needs no HTML", () => {
    expect(isPlain(paragraphs("Hello\n\n<b>"))).toBe(true);
    expect(isPlain("<p>a <strong>b</strong></p>")).toBe(false);
    expect(forSending("<p>Hello</p>")).toBe("");
  });
  test("names pictures by their file, and takes no others along", () => {
    const html = '<p>a</p><img src="/api/v1/files/f1?sig=x" data-file="f1" alt="plan"><img src="https://tracker.example/x.gif">';
    expect(forSending(html)).toBe('<p>a</p><img data-file="f1" alt="plan">');
    expect(filesIn(html)).toEqual(["f1"]);
  });
});
