/** Letters that keyboards write differently, as `sentiment/normalise.py` takes them for one. */
const SAME: Readonly<Record<string, string>> = {
  ı: "i", ي: "ی", ى: "ی", ك: "ک", ۀ: "ه", ة: "ه", ё: "е", "’": "'", "‘": "'", ʼ: "'",
};
/** What is not compared: the dot that İ leaves, Arabic vowel marks, and what cannot be seen. */
const isLeftOut = (code: number): boolean =>
  code === 0x307 || (code >= 0x64b && code <= 0x65f) || code === 0x670 || code === 0xad || code === 0x640 ||
  (code >= 0x200b && code <= 0x200f) || code === 0x2060 || code === 0xfe0e || code === 0xfe0f || code === 0xfeff;
const DIGITS = /[\u06f0-\u06f9\u0660-\u0669]/g;
/** Where the case folding of Unicode goes further than small letters do. */
const FOLDED = /ß|ς|ı|ي|ى|ك|ۀ|ة|ё|’|‘|ʼ/g;

/** A term in the one spelling in which terms and texts are compared. */
export function fold(term: string): string {
  return term.normalize("NFKC").toLowerCase().normalize("NFC")
    .replace(FOLDED, (letter) => (letter === "ß" ? "ss" : letter === "ς" ? "σ" : (SAME[letter] ?? letter)))
    .replace(DIGITS, (digit) => String(digit.charCodeAt(0) & 0xf))
    .split("").filter((letter) => !isLeftOut(letter.charCodeAt(0))).join("")
    .split(/\s+/).filter(Boolean).join(" ");
}
