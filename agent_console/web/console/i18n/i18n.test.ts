import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import az from "./az.json";
import de from "./de.json";
import en from "./en.json";
import fa from "./fa.json";
import tr from "./tr.json";

type Tree = { [key: string]: string | Tree };
const flat = (tree: Tree, path = ""): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [[path + key, value] as [string, string]] : flat(value, `${path}${key}.`));

const english = new Map(flat(en));
const others = { de, tr, fa, az };
const placeholders = (text: string): string[] => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe.each(Object.entries(others))("%s", (_, tree) => {
  const words = new Map(flat(tree));
  test("has the same keys as English", () => {
    expect([...words.keys()].sort()).toEqual([...english.keys()].sort());
  });
  test("leaves nothing empty and keeps every placeholder", () => {
    for (const [key, text] of words) {
      expect(text.trim(), key).not.toBe("");
      expect(placeholders(text), key).toEqual(placeholders(english.get(key) ?? ""));
    }
  });
});

const sources = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return /\.tsx?$/.test(entry.name) && !entry.name.includes(".test.") ? [readFileSync(path, "utf8")] : [];
  });

test("every key that the code names literally has words", () => {
  const code = sources(join(import.meta.dirname, "..")).join("\n");
  const named = [...code.matchAll(/\bt\(\s*(?:[\w.?]+ \? )?"([\w.-]+)"(?: : "([\w.-]+)")?/g)].flatMap((match) => [match[1], match[2]]);
  const missing = named.filter((key) => key && !english.has(key) && !english.has(`${key}_other`));
  expect(named.length).toBeGreaterThan(300);
  expect(missing).toEqual([]);
});
