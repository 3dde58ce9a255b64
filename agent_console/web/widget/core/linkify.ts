/** Finds web and mail addresses in plain text. The pieces become text nodes; nothing is ever parsed as HTML. */

export interface Piece {
  text: string;
  /** Only `https:`, `http:` or `mailto:`. */
  href?: string;
}

const ADDRESS =
  /\bhttps?:\/\/[^\s<>"]+|\bwww\.[^\s<>"]+\.[^\s<>"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+/giu;
/** Punctuation that ends the sentence and not the address, in all our scripts. */
const TAIL = /[.,;:!?'’”»…،؛؟)\]}]+$/u;

export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let done = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const found = trimmed(match[0]);
    const href = hrefOf(found);
    if (!href) continue;
    if (match.index > done) pieces.push({ text: text.slice(done, match.index) });
    pieces.push({ text: found, href });
    done = match.index + found.length;
  }
  if (done < text.length) pieces.push({ text: text.slice(done) });
  return pieces;
}

function trimmed(found: string): string {
  const tail = TAIL.exec(found)?.[0] ?? "";
  // A closing bracket belongs to the address if it was opened inside, as in Wikipedia's.
  const closes = tail.startsWith(")") && found.slice(0, -tail.length).includes("(");
  return closes
    ? found.slice(0, found.length - tail.length + 1)
    : found.slice(0, found.length - tail.length);
}

function hrefOf(found: string): string | null {
  const written = /^https?:/i.test(found)
    ? found
    : /^www\./i.test(found)
      ? `https://${found}`
      : `mailto:${found}`;
  return URL.canParse(written) ? written : null;
}
