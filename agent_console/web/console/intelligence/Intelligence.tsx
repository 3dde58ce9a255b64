import { useTranslation } from "react-i18next";
import { NavLink, Navigate, Route, Routes } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { Overview } from "./Overview";
import { RowsPage } from "./RowsPage";
import { Toolbar } from "./Toolbar";
import { TopicPage } from "./TopicPage";
import { Topics } from "./Topics";
import { useOpenAlerts } from "./alerting";
import { type View, useView } from "./useView";

/** What customers contact us about and how they feel: overview, topics, and the rows behind each figure. */
export default function Intelligence() {
  const view = useView();
  return (
    <div className={css.page}>
      <Head view={view} />
      <Routes>
        <Route index element={<Overview view={view} />} />
        <Route path="topics" element={<Topics view={view} />} />
        <Route path="topics/:id" element={<TopicPage view={view} />} />
        <Route path="conversations" element={<RowsPage view={view} />} />
        <Route path="*" element={<Navigate to="/intelligence" replace />} />
      </Routes>
    </div>
  );
}

function Head({ view }: { view: View }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { count } = useOpenAlerts();
  return (
    <div className={css.head}>
      <nav className={css.tabs} aria-label={t("nav.intelligence")}>
        <NavLink end to={`/intelligence${view.suffix}`} className={css.tab ?? ""}>{t("intelligence.overview")}</NavLink>
        <NavLink to={`/intelligence/topics${view.suffix}`} className={css.tab ?? ""}>{t("intelligence.topics")}</NavLink>
        <NavLink to={`/intelligence/conversations${view.suffix}`} className={css.tab ?? ""}>{t("intelligence.conversations")}</NavLink>
        <NavLink to="/alerts" className={css.tab ?? ""}>{t("nav.alerts")}{count > 0 && <span className={css.count} aria-label={t("intelligence.alerts.openCount", { count })}>{format.number(count)}</span>}</NavLink>
      </nav>
      <Toolbar view={view} />
    </div>
  );
}
