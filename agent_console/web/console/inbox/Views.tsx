import { useTranslation } from "react-i18next";
import type { View } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Inbox.module.css";
import { narrow } from "./filter";
import { clearSelection } from "./selection";
import { useCounts } from "./useCounts";

export const VIEWS: readonly View[] = ["mine", "queues", "unassigned", "all"];

export function Views({ view }: { view: View }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = useCounts().data;
  const choose = (next: View): void => {
    clearSelection();
    narrow({ view: next });
  };
  return (
    <div className={css.views} role="group" aria-label={t("list.views")}>
      {VIEWS.map((one) => (
        <button key={one} type="button" className={css.view} aria-pressed={one === view} onClick={() => choose(one)} data-testid={`view-${one}`}>
          {t(`view.${one}`)}
          {counts?.[one] ? <span className="tabular">{format.number(counts[one])}</span> : null}
        </button>
      ))}
    </div>
  );
}
