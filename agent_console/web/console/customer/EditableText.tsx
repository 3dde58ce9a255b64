import { useState } from "react";
import { useTranslation } from "react-i18next";
import { readable } from "../calls/numbers";
import css from "./Customer.module.css";

interface Props { label: string; value: string; big?: boolean; ltr?: boolean; disabled?: boolean; onSave: (value: string) => void }

/** Text that becomes a field when it is clicked; Enter keeps, Escape leaves it as it was. */
export function EditableText({ label, value, big, ltr, disabled, onSave }: Props) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<string | null>(null);
  const style = big ? css.big : "";
  const finish = (next: string): void => {
    setDraft(null);
    if (next.trim() !== value) onSave(next.trim());
  };
  if (draft === null || disabled) {
    return (
      <button type="button" className={`${css.edit} ${style}`} disabled={disabled} aria-label={t("customer.edit", { label, value: readable(value) || t("common.add") })} onClick={() => setDraft(value)}>
        <span dir={ltr ? "ltr" : "auto"} className={ltr ? "ltr" : undefined}>{readable(value) || <span style={{ color: "var(--mantine-color-dimmed)" }}>{t("common.add")}</span>}</span>
      </button>
    );
  }
  return (
    <input className={`${css.field} ${style}`} aria-label={label} value={draft} autoFocus dir={ltr ? "ltr" : "auto"} onChange={(event) => setDraft(event.currentTarget.value)}
      onBlur={() => finish(draft)} onKeyDown={(event) => {
        if (event.key === "Enter") finish(draft);
        if (event.key === "Escape") { event.stopPropagation(); setDraft(null); }
      }} />
  );
}
