import type { TFunction } from "i18next";
import type { Format } from "../format/time";

const SECONDS = new Set(["idle_s", "waited_s"]);

/** A reason code such as `skill=billing` or `waited_s=12` in words; an unknown one as it is. */
export function reasonInWords(code: string, t: TFunction, format: Format): string {
  const at = code.indexOf("=");
  const name = at < 0 ? code : code.slice(0, at);
  const raw = at < 0 ? "" : code.slice(at + 1);
  let value = raw;
  if (SECONDS.has(name)) value = format.duration(Number(raw));
  if (name === "language") value = format.language(raw);
  if (name === "priority") value = t(`priority.${raw}`, raw);
  return t(`reason.${name}`, { value, defaultValue: raw ? `${name.replaceAll("_", " ")}: ${raw}` : name.replaceAll("_", " ") });
}
