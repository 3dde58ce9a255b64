import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, Navigate, Route, Routes, useLocation } from "react-router";
import { useMay } from "../app/session";
import { Audit } from "./Audit";
import { Inboxes } from "./Inboxes";
import { Profile } from "./Profile";
import css from "./Settings.module.css";
import { Tokens } from "./Tokens";
import { Analysis } from "./analysis/Analysis";
import { Intents } from "./intents/Intents";
import { CannedAnswers, People, Queues, Teams } from "./pages";
import { WatchLists } from "./watch/WatchLists";

/** Settings: my own, and, for those who may, the team's. */
export default function Settings() {
  const { t } = useTranslation();
  const sees = useMay("settings.see");
  const edits = useMay("settings.edit");
  const canned = useMay("canned.edit");
  const { pathname } = useLocation();
  const nav = useRef<HTMLElement>(null);
  // On a phone the pages stand in one row that scrolls: the present one is brought into sight.
  // (What scrolling returns is no clean-up: newer browsers return a promise.)
  useEffect(() => void nav.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" }), [pathname]);
  const pages = [
    { to: "profile", label: t("settings.profile"), element: <Profile /> },
    ...(sees ? [
      { to: "people", label: t("settings.people"), element: <People /> },
      { to: "teams", label: t("settings.teams"), element: <Teams /> },
      { to: "queues", label: t("settings.queues"), element: <Queues /> },
      { to: "inboxes/:id?", label: t("settings.inboxes"), element: <Inboxes /> },
    ] : []),
    ...(canned || sees ? [{ to: "canned", label: t("settings.canned"), element: <CannedAnswers /> }] : []),
    ...(sees ? [
      { to: "watch", label: t("settings.watch"), element: <WatchLists /> },
      { to: "intents", label: t("settings.intents"), element: <Intents /> },
      { to: "analysis", label: t("settings.analysis"), element: <Analysis /> },
    ] : []),
    ...(edits ? [{ to: "tokens", label: t("settings.tokens"), element: <Tokens /> }, { to: "audit", label: t("settings.audit"), element: <Audit /> }] : []),
  ];
  return (
    <div className={css.layout}>
      <nav className={css.nav} ref={nav} aria-label={t("nav.settings")}>
        {pages.map(({ to, label }) => <NavLink key={to} to={`/settings/${to.replace("/:id?", "")}`} className={css.tab ?? ""}>{label}</NavLink>)}
      </nav>
      <div className={css.page}>
        <Routes>
          {pages.map(({ to, element }) => <Route key={to} path={to} element={element} />)}
          <Route path="*" element={<Navigate to="/settings/profile" replace />} />
        </Routes>
      </div>
    </div>
  );
}
