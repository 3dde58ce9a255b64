import i18n, { type FormatterModule } from "i18next";
import { initReactI18next } from "react-i18next";
import en from "./en.json";

export const LANGUAGES = { en: "English", de: "Deutsch", tr: "Türkçe", fa: "فارسی", az: "Azərbaycanca" } as const;
export type Language = keyof typeof LANGUAGES;

const load: Record<Exclude<Language, "en">, () => Promise<{ default: object }>> = {
  de: () => import("./de.json"),
  tr: () => import("./tr.json"),
  fa: () => import("./fa.json"),
  az: () => import("./az.json"),
};

export const isLanguage = (value: string): value is Language => value in LANGUAGES;
export const directionOf = (language: string): "ltr" | "rtl" => (language === "fa" ? "rtl" : "ltr");

const remembered = (): Language => {
  const wanted = [localStorage.getItem("parley.language"), ...navigator.languages];
  return wanted.map((tag) => tag?.slice(0, 2) ?? "").find(isLanguage) ?? "en";
};

/** Makes the words of a language usable, without changing the screen's. */
export async function loadLanguage(language: Language): Promise<void> {
  if (language !== "en" && !i18n.hasResourceBundle(language, "translation")) {
    i18n.addResourceBundle(language, "translation", (await load[language]()).default);
  }
}

export async function setLanguage(language: Language): Promise<void> {
  await loadLanguage(language);
  localStorage.setItem("parley.language", language);
  await i18n.changeLanguage(language);
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

/** First strong isolate and its end: a Latin name in a Persian sentence leaves the sentence's order alone. */
const isolated = (text: string): string => `\u2068${text}\u2069`;

/**
 * Writes every number in a sentence as its language writes numbers. What is a name, such as the
 * number of a conversation, is given as text.
 */
const numbers: FormatterModule = {
  type: "formatter",
  init: () => undefined,
  add: () => undefined,
  addCached: () => undefined,
  format: (value: unknown, _, language) => {
    if (typeof value === "number") return new Intl.NumberFormat(language).format(value);
    return typeof value === "string" && value && directionOf(language ?? "en") === "rtl" ? isolated(value) : (value as string);
  },
};

export async function startI18n(): Promise<void> {
  await i18n.use(numbers).use(initReactI18next).init({
    lng: "en",
    fallbackLng: "en",
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false, alwaysFormat: true },
    returnNull: false,
  });
  await setLanguage(remembered());
}
