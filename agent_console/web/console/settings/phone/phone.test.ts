import { expect, test } from "vitest";
import { addressOf, phoneProblem } from "./phone";

test.each([
  ["+49 (30) 23125-007", "+493023125007"],
  ["0049 30 23125007", "+493023125007"],
  ["\u202a+1\u00a0500\u2011555\u20110006\u202c", "+15005550006"],
])("%s is a number", (typed, number) => {
  expect(addressOf("phone", typed)).toBe(number);
  expect(phoneProblem("phone", typed)).toBeNull();
});

test.each([["", "missing"], ["  ", "missing"], ["030 23125007", "country"], ["+49", "number"], ["+49 30 office", "number"], ["+1234567890123456", "number"]])("%s is none: %s", (typed, problem) => {
  expect(phoneProblem("phone", typed)).toBe(problem);
});

test.each([["me@pbx.example.com", null], ["SIP:me@pbx.example.com:5061", null], ["sip:me@pbx.example.com;transport=tls", "sip"], ["sips:me@10.0.0.1", null], ["sip:pbx.example.com", "sip"], ["me@", "sip"], ["", "missing"]])("SIP address %s: %s", (typed, problem) => {
  expect(phoneProblem("sip", typed)).toBe(problem);
});

test("a browser needs no address", () => {
  expect(phoneProblem("browser", "nonsense")).toBeNull();
  expect(addressOf("browser", "nonsense")).toBe("");
  expect(addressOf("sip", "me@pbx.example.com")).toBe("sip:me@pbx.example.com");
});
