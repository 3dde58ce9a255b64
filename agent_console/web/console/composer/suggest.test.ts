import { expect, test } from "vitest";
import { askedFor, fillIn, matchCanned, mentioned } from "./suggest";

test("a slash asks only where a word starts, so that 24/7 and addresses ask for nothing", () => {
  expect(askedFor("/ref", 4)).toEqual({ sign: "/", word: "ref", from: 0 });
  expect(askedFor("Hello /ref", 10)).toEqual({ sign: "/", word: "ref", from: 6 });
  expect(askedFor("24/7", 4)).toBeNull();
  expect(askedFor("https://a.example", 17)).toBeNull();
});

test("shortcuts that start with the word stand first", () => {
  const answer = (shortcut: string, text: string) => ({ id: shortcut, shortcut, title: "", text, team_id: null, version: 1 });
  const found = matchCanned([answer("zeta", "a refund"), answer("refund", "Dear {{contact}}")], "ref", { contact: "Pat", agent: "Ada" });
  expect(found.map((one) => one.label)).toEqual(["/refund", "/zeta"]);
  expect(found[0]?.insert).toBe("Dear Pat");
});

test("unknown placeholders stay as they are", () => {
  expect(fillIn("{{agent.name}} {{order}}", { contact: "Pat", agent: "Ada" })).toBe("Ada {{order}}");
});

test("a mention counts while its name stands in the text", () => {
  expect(mentioned("ask @Ada Byron please", [{ id: "1", name: "Ada Byron" }, { id: "2", name: "Bob" }])).toEqual(["1"]);
});
