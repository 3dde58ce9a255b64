import { expect, test } from "vitest";
import { asHtml, isSimple, signedBy, tidied } from "./signature";

test("what the small editor keeps is simple, anything else is not", () => {
  expect(isSimple("<p>Best,<br>{agent}</p><ul><li><a href=\"https://example.com\">us</a></li></ul>")).toBe(true);
  expect(isSimple("Plain words")).toBe(true);
  expect(isSimple('<p style="color:red">x</p>')).toBe(false);
  expect(isSimple("<table><tr><td>x</td></tr></table>")).toBe(false);
  expect(isSimple('<img src="https://example.com/logo.png">')).toBe(false);
  expect(isSimple("<!-- x --><p>y</p>")).toBe(false);
});

test("who answers is put in as text, wherever it stands", () => {
  expect(signedBy("<p>{agent}, {agent}</p>", "A <b> & C")).toBe("<p>A &lt;b&gt; &amp; C, A &lt;b&gt; &amp; C</p>");
});

test("plain words keep their lines", () => {
  expect(asHtml("A < B\n{agent}")).toBe("A &lt; B<br>{agent}");
  expect(asHtml("<p>A\nB</p>")).toBe("<p>A\nB</p>");
});

test("an empty paragraph is no signature", () => {
  expect(tidied("<p></p>")).toBe("");
  expect(tidied("<p><br></p>")).toBe("");
  expect(tidied("<p>x</p>")).toBe("<p>x</p>");
});
