import { useTranslation } from "react-i18next";
import css from "./Composer.module.css";
import type { Mode } from "./focus";

const MODES: readonly Mode[] = ["reply", "note"];

/** To the customer, or only for the team. */
export function Modes({ mode, onChange, children }: { mode: Mode; onChange: (mode: Mode) => void; children?: React.ReactNode }) {
  const { t } = useTranslation();
  return (
    <div className={css.modes} role="group" aria-label={t("composer.mode")}>
      {MODES.map((value) => (
        <button key={value} type="button" className={css.mode} aria-pressed={mode === value} data-testid={`composer-mode-${value}`} onClick={() => onChange(value)}>{t(`composer.${value}`)}</button>
      ))}
      {children}
    </div>
  );
}
