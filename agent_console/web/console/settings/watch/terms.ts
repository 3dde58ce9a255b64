import { fold } from "./fold";

/** As the server takes them. */
export const LONGEST = 60;
export const MOST = 500;

/** What became of words that were typed or pasted. */
export interface Taken { terms: string[]; added: number; repeated: number; tooLong: string[]; tooMany: number }

/** Words as people paste them: a line, a cell of a table or a part between commas each; bullets and quotation marks go. */
export function split(pasted: string): string[] {
  return pasted.split(/[\n\r\t,;،؛|]+/u)
    .map((part) => part.trim().replace(/^[-–—•*·]+\s+/u, "").replace(/^["“”„«'‘’]+|["“”»'‘’]+$/gu, "").trim())
    .filter((part) => fold(part) !== "");
}

/** The list with the new words behind; one that is compared as another already is, is left out. */
export function take(terms: readonly string[], pasted: string): Taken {
  const known = new Set(terms.map(fold));
  const taken: Taken = { terms: [...terms], added: 0, repeated: 0, tooLong: [], tooMany: 0 };
  for (const part of split(pasted)) {
    const folded = fold(part);
    if (known.has(folded)) taken.repeated++;
    else if (part.length > LONGEST) taken.tooLong.push(part);
    else if (taken.terms.length >= MOST) taken.tooMany++;
    else {
      known.add(folded);
      taken.terms.push(part);
      taken.added++;
    }
  }
  return taken;
}

/** The terms that a text would be found by: each at the beginning of a word, whatever its ending. */
export function hits(terms: readonly string[], text: string): string[] {
  const folded = fold(text);
  const inWord = /[\p{L}\p{N}]/u;
  return terms.filter((term) => {
    const wanted = fold(term);
    if (!wanted) return false;
    for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + 1)) {
      if (at === 0 || !inWord.test(wanted[0] ?? "") || !inWord.test(folded[at - 1] ?? "")) return true;
    }
    return false;
  });
}
