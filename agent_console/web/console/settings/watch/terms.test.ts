import { describe, expect, test } from "vitest";
import cases from "./fold.cases.json";
import { fold } from "./fold";
import { LONGEST, MOST, hits, split, take } from "./terms";

test.each(cases)("“$text” is compared as “$folded”", ({ text, folded }) => expect(fold(text)).toBe(folded));

describe("words that are pasted", () => {
  test("come from lines, tables and lists, without bullets and quotation marks", () => {
    expect(split('lawyer\n- court;  “small claims”\tRechtsanwalt, \n\n• وکیل، شکایت')).toEqual(["lawyer", "court", "small claims", "Rechtsanwalt", "وکیل", "شکایت"]);
  });
  test("a hyphen within a word stays", () => expect(split("e-mail, -20%")).toEqual(["e-mail", "-20%"]));
  test("what is compared alike is left out and counted", () => {
    expect(take(["İade"], "iade, IADE, court, Court")).toEqual({ terms: ["İade", "court"], added: 1, repeated: 3, tooLong: [], tooMany: 0 });
  });
  test("what is too long or too much is named", () => {
    const long = "x".repeat(LONGEST + 1);
    expect(take([], `${long}, a`)).toMatchObject({ terms: ["a"], tooLong: [long] });
    const full = Array.from({ length: MOST }, (_, i) => `word${i}`);
    expect(take(full, "one more, word3")).toMatchObject({ added: 0, tooMany: 1, repeated: 1 });
  });
});

describe("trying a sentence", () => {
  test("a term is found at the start of a word, with any ending", () => {
    expect(hits(["avukat", "Rechnung", "art"], "Avukatımla geldim; der Rechnungsbetrag ist smart")).toEqual(["avukat", "Rechnung"]);
  });
  test("also over the end of a line, and a sign anywhere", () => expect(hits(["small claims", "%"], "SMALL\n claims 20%")).toEqual(["small claims", "%"]));
  test("nothing is found in nothing", () => expect(hits(["", "a"], "")).toEqual([]));
});
