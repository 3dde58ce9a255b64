/**
 * Names of days and months for languages that browsers may lack: Chromium carries no Azerbaijani and
 * would write "M03 2, Mon".
 */
interface Calendar {
  /** From Sunday. */
  weekdays: readonly string[];
  months: readonly string[];
}

const AZERBAIJANI: Calendar = {
  weekdays: [
    "bazar",
    "bazar ertəsi",
    "çərşənbə axşamı",
    "çərşənbə",
    "cümə axşamı",
    "cümə",
    "şənbə",
  ],
  months: [
    "yanvar",
    "fevral",
    "mart",
    "aprel",
    "may",
    "iyun",
    "iyul",
    "avqust",
    "sentyabr",
    "oktyabr",
    "noyabr",
    "dekabr",
  ],
};

/** "2 mart, bazar ertəsi", with the year if asked for; null where the browser knows the language. */
export function ownDate(language: string, at: Date, withYear: boolean): string | null {
  if (language !== "az") return null;
  const year = withYear ? ` ${String(at.getFullYear())}` : "";
  const month = AZERBAIJANI.months[at.getMonth()] ?? "";
  return `${String(at.getDate())} ${month}${year}, ${ownWeekday(language, at) ?? ""}`;
}

/** "bazar ertəsi"; null where the browser knows the language. */
export function ownWeekday(language: string, at: Date): string | null {
  return language === "az" ? (AZERBAIJANI.weekdays[at.getDay()] ?? null) : null;
}
