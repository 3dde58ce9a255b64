import { codeLength, regionOf } from "./countries";

/** What somebody typed as a number in E.164, or "" if it cannot be one: it needs its country's code. */
export function toE164(typed: string): string {
  const plain = typed.trim().replace(/[\s().\-/\u200e\u200f\u2066-\u2069]/g, "").replace(/^00/, "+");
  const latin = plain.replace(/[\u06f0-\u06f9\u0660-\u0669]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf));
  return /^\+[1-9]\d{6,14}$/.test(latin) ? latin : "";
}

/** A number as people write it: +49 30 1234 5678. What is no number in E.164 stays as it is. */
export function readable(number: string): string {
  if (!/^\+\d{5,15}$/.test(number)) return number;
  const at = 1 + codeLength(number);
  const rest = number.slice(at);
  const groups = rest.length <= 7 ? [rest.slice(0, 3), rest.slice(3)] : [rest.slice(0, 3), ...inGroups(rest.slice(3))];
  return [number.slice(0, at), ...groups.filter(Boolean)].join(" ");
}

/** Threes, with a last four where a single digit would be left over. */
function inGroups(digits: string): string[] {
  const groups: string[] = [];
  for (let left = digits; left; ) {
    const size = left.length <= 4 ? left.length : 3;
    groups.push(left.slice(0, size));
    left = left.slice(size);
  }
  return groups;
}

/** The code of a number's country and its name in the language of the screen; null when unknown. */
export function countryOf(number: string, locale: string): { code: string; name: string } | null {
  const code = regionOf(number);
  return code ? { code, name: new Intl.DisplayNames([locale], { type: "region" }).of(code) ?? code } : null;
}
