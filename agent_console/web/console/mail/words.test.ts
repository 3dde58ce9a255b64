import { describe, expect, test } from "vitest";
import type { Conversation, Entry } from "../api/types";
import { beginOf, missing, newestOf, subjectOf } from "./addressing";
import { NO_MAIL } from "./types";
import { type Node, wordsOf } from "./words";

const text = (words: string): Node => ({ type: "text", text: words });
const p = (...content: Node[]): Node => ({ type: "paragraph", content });
const item = (...content: Node[]): Node => ({ type: "listItem", content });

describe("the words of a letter", () => {
  test("are its paragraphs, with breaks kept", () => {
    expect(wordsOf({ content: [p(text("Hello"), { type: "hardBreak" }, text("you")), p(), p(), p(text("Bye"))] })).toBe("Hello\nyou\n\nBye");
  });
  test("mark the items of lists, also of lists in lists", () => {
    const inner = { type: "orderedList", attrs: { start: 3 }, content: [item(p(text("c"))), item(p(text("d")))] };
    expect(wordsOf({ content: [{ type: "bulletList", content: [item(p(text("a")), inner), item(p(text("b")))] }] })).toBe("- a\n  3. c\n  4. d\n- b");
  });
  test("mark what is quoted", () => {
    expect(wordsOf({ content: [p(text("You wrote")), { type: "blockquote", content: [p(text("one")), p(text("two"))] }] })).toBe("You wrote\n\n> one\n>\n> two");
  });
  test("of pictures are none", () => expect(wordsOf({ content: [p({ type: "image", attrs: { file: "f1" } })] })).toBe(""));
});

describe("a letter begins", () => {
  const one = { address: "buyer@example.org", participants: ["partner@example.net"], subject: "AW: Lamp" } as Conversation;
  test("to the conversation's address and about its subject", () => {
    const mail = beginOf(one, null);
    expect(mail).toEqual({ ...NO_MAIL, to: ["buyer@example.org"] });
    expect(subjectOf(mail, one, "en")).toBe("Re: Lamp");
    expect(subjectOf({ ...mail, subject: "Invoice" }, one, "en")).toBe("Invoice");
    expect(subjectOf({ ...mail, subject: "" }, { ...one, subject: "" }, "de-AT")).toBe("Re: Ihre Nachricht");
    expect(subjectOf({ ...mail, subject: "", forward: true }, { ...one, subject: "AW:" }, "nl")).toBe("Fwd: Your message");
  });
  test("to nobody when it is handed on", () => expect(beginOf(one, { ...NO_MAIL, forward: true }).to).toEqual([]));
  test("and knows who else takes part", () => {
    expect(missing(beginOf(one, null), one)).toEqual(["partner@example.net"]);
    expect(missing({ ...NO_MAIL, cc: ["partner@example.net"] }, one)).toEqual([]);
  });
  test("with what the customer wrote last, not what a machine did", () => {
    const entry = (seq: number, direction: "in" | "out", kind = "message"): Entry => ({ seq, direction, kind: "message", channel: "email", data: { mail: { kind } } }) as unknown as Entry;
    expect(newestOf([entry(1, "in"), entry(2, "in"), entry(3, "out"), entry(4, "in", "auto-reply"), entry(5, "in", "bounce")])?.seq).toBe(2);
    expect(newestOf([entry(1, "out")])?.seq).toBe(1);
    expect(newestOf([])).toBeNull();
  });
});
