import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadLanguage } from "../../i18n";
import type { Own, OwnLanguage } from "./own";

/** Parley's own words for callers, in the language that they hear, whatever the screen's is. */
export function useOwnWords(language: OwnLanguage): (words: readonly Own[]) => string {
  const { i18n } = useTranslation();
  const [there, setThere] = useState<string | null>(null);
  useEffect(() => {
    let current = true;
    void loadLanguage(language).then(() => current && setThere(language), () => undefined);
    return () => { current = false; };
  }, [language]);
  if (there !== language && !i18n.hasResourceBundle(language, "translation")) return () => "…";
  const say = i18n.getFixedT(language);
  return (words) => words.map(({ key, values }) => say(`voiceInbox.own.${key}`, values)).join(" ");
}
