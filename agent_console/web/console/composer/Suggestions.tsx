import { useTranslation } from "react-i18next";
import css from "./Composer.module.css";
import type { Suggestion } from "./suggest";

interface Props { id: string; items: readonly Suggestion[]; index: number; choose: (item: Suggestion) => void }

export function Suggestions({ id, items, index, choose }: Props) {
  const { t } = useTranslation();
  if (items.length === 0) return null;
  return (
    <div className={css.suggest} role="listbox" id={id} aria-label={t("composer.suggestions")} data-testid="suggestions">
      {items.map((item, i) => (
        <div key={item.key} id={`${id}-${i}`} role="option" aria-selected={i === index} className={css.option}
          onMouseDown={(event) => { event.preventDefault(); choose(item); }}>
          <b className="ltr">{item.label}</b>
          <span dir="auto">{item.detail}</span>
        </div>
      ))}
    </div>
  );
}
