import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import css from "./Calls.module.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const LETTERS: Record<string, string> = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" };

/** Twelve keys, always in a telephone's order. With `typed`, the keyboard's digits press them as well. */
export function Keys({ onPress, typed }: { onPress: (key: string) => void; typed?: boolean }) {
  const { t } = useTranslation();
  const latest = useRef(onPress);
  useEffect(() => void (latest.current = onPress));
  useEffect(() => {
    if (!typed) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !KEYS.some((key) => key === event.key)) return;
      event.preventDefault();
      event.stopPropagation();
      latest.current(event.key);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [typed]);
  return (
    <div className={css.keys} dir="ltr">
      {KEYS.map((key, i) => (
        <button key={key} type="button" data-autofocus={i === 0 || undefined} onClick={() => onPress(key)} data-testid={`key-${key}`} aria-label={key === "*" ? t("call.star") : key === "#" ? t("call.hash") : key}>
          <b>{key}</b><small aria-hidden>{LETTERS[key]}</small>
        </button>
      ))}
    </div>
  );
}
