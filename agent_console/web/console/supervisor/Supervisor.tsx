import { useTranslation } from "react-i18next";
import { NavLink, Navigate, Route, Routes } from "react-router";
import { useMay } from "../app/session";
import { AgentsTable } from "./AgentsTable";
import { FiledPage } from "./FiledPage";
import { Health } from "./Health";
import { LiveCalls } from "./calls/LiveCalls";
import css from "./Supervisor.module.css";
import { useHasCalls } from "./calls/useLiveCalls";
import { Wallboard } from "./Wallboard";

export default function Supervisor() {
  const { t } = useTranslation();
  const health = useMay("quarantine.manage");
  const calls = useHasCalls();
  const tabs = [["wallboard", t("supervisor.wallboard")], ...(calls ? [["calls", t("supervisor.calls.tab")]] as const : []), ["agents", t("supervisor.agents")], ...(health ? [["health", t("supervisor.health")], ["filed", t("mailInbox.filed.title")]] as const : [])] as const;
  return (
    <div className={css.page}>
      <nav className={css.tabs} aria-label={t("nav.supervisor")}>
        {tabs.map(([to, label]) => <NavLink key={to} to={`/supervisor/${to}`} className={css.tab ?? ""}>{label}</NavLink>)}
      </nav>
      <Routes>
        <Route path="wallboard" element={<Wallboard />} />
        <Route path="agents" element={<AgentsTable />} />
        {calls && <Route path="calls" element={<LiveCalls />} />}
        {health && <Route path="health" element={<Health />} />}
        {health && <Route path="filed" element={<FiledPage />} />}
        <Route path="*" element={<Navigate to="/supervisor/wallboard" replace />} />
      </Routes>
    </div>
  );
}
