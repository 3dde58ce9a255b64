/** As the server takes them; five teach well. */
export const FEWEST = 3;
export const USUAL = 5;
export const MOST = 50;

const same = (text: string): string => text.toLocaleLowerCase("en").split(/\s+/).filter(Boolean).join(" ");

/** The sentences that count: those written, each once. */
export function written(lines: readonly string[]): string[] {
  const known = new Set<string>();
  return lines.map((line) => line.trim()).filter((line) => line !== "" && !known.has(same(line)) && known.add(same(line)));
}

/** The lines that say what an earlier one says: they teach nothing. */
export function repeatedAt(lines: readonly string[]): Set<number> {
  const known = new Set<string>();
  return new Set(lines.flatMap((line, i) => {
    const text = same(line);
    if (!text || !known.has(text)) return (known.add(text), []);
    return [i];
  }));
}

/** The fields of the form: the sentences, and empty lines up to the usual five, or one more. */
export const linesFor = (examples: readonly string[]): string[] => [...examples, ...Array.from({ length: Math.max(0, USUAL - examples.length) }, () => "")];

/** Several lines pasted into one field become one field each. */
export function pasteInto(lines: readonly string[], at: number, text: string): string[] {
  const fresh = text.split(/\r?\n/).map((line) => line.trim().replace(/^[-–•*]\s+/u, "")).filter(Boolean);
  const rest = lines.slice(at + 1).filter((line) => line.trim() !== "");
  return linesFor([...lines.slice(0, at), ...fresh, ...rest].slice(0, MOST));
}
