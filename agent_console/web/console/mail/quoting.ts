/** What a plain mail says beside its new words: `before` and `after` them, or all of it where they are mixed. */
export interface Folded { before: string; after: string; mixed: boolean }

/** Where the new words stand in the whole text. Null when there is nothing to fold away. */
export function foldedOf(text: string, full: string | undefined): Folded | null {
  if (!full || full.trim() === text.trim()) return null;
  const words = text.trim();
  const at = words ? full.indexOf(words) : 0;
  if (at < 0) return { before: "", after: full.trim(), mixed: true };
  return { before: full.slice(0, at).trim(), after: full.slice(at + words.length).trim(), mixed: false };
}

/** How deep a line is quoted: the number of `>` before it. */
export const depthOf = (line: string): number => /^(?:\s{0,2}>)+/.exec(line)?.[0].replace(/\s/g, "").length ?? 0;

export interface Run { depth: number; text: string }

/** Lines of the same depth together, without their marks. */
export function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const line of text.split("\n")) {
    const depth = depthOf(line);
    const words = line.replace(/^(?:\s{0,2}>)+ ?/, "");
    const last = runs.at(-1);
    if (last?.depth === depth) last.text += `\n${words}`;
    else runs.push({ depth, text: words });
  }
  return runs;
}
