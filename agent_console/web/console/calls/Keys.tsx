import { useTranslation } from "react-i18next";
import css from "./Calls.module.css";

const KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "*", "0", "#"] as const;
const LETTERS: Record<string, string> = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ" };

export const isKey = (key: string): boolean => KEYS.some((one) => one === key);

/** Twelve keys, always in a telephone's order. */
export function Keys({ onPress }: { onPress: (key: string) => void }) {
  const { t } = useTranslation();
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
