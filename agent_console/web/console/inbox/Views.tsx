import { useTranslation } from "react-i18next";
import type { View } from "../api/types";
import { isCallList } from "../calls/lists/kinds";
import { useFormat } from "../format/time";
import type { Filter } from "../state/conversations";
import css from "./Inbox.module.css";
import { showView } from "./filter";
import { clearSelection } from "./selection";
import { useCounts } from "./useCounts";

export const VIEWS: readonly View[] = ["mine", "queues", "unassigned", "all"];

export function Views({ filter: { view, call } }: { filter: Filter }) {
  const { t } = useTranslation();
  const format = useFormat();
  const counts = useCounts().data;
  const choose = (next: View): void => {
    clearSelection();
    showView(next);
  };
  return (
    <div className={css.views} role="group" aria-label={t("list.views")}>
      {VIEWS.map((one) => (
        <button key={one} type="button" className={css.view} aria-pressed={one === view && !isCallList(call)} onClick={() => choose(one)} data-testid={`view-${one}`}>
          {t(`view.${one}`)}
          {counts?.[one] ? <span className="tabular">{format.number(counts[one])}</span> : null}
        </button>
      ))}
    </div>
  );
}
