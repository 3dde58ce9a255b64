import { IconChartHistogram, IconInbox, IconLayoutDashboard, IconSearch, IconSettings } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import { AlertBell } from "../intelligence/AlertBell";
import { useOpenAlerts } from "../intelligence/alerting";
import { PhoneButton } from "../calls/PhoneButton";
import { PresenceMenu } from "../presence/PresenceMenu";
import { useCounts } from "../inbox/useCounts";
import { useFormat } from "../format/time";
import css from "./Shell.module.css";
import { useMay } from "./session";

/** Where to: at the side on a desk, at the bottom on a phone. Presence stands in it, always in sight. */
export function Rail({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const supervises = useMay("wallboard.see");
  const understands = useMay("intelligence.see");
  const alerts = useOpenAlerts().count;
  const mine = useCounts().data?.mine ?? 0;
  const places = [
    { to: "/inbox", label: t("nav.inbox"), icon: IconInbox, count: mine },
    { to: "/search", label: t("nav.search"), icon: IconSearch, count: 0 },
    ...(supervises ? [{ to: "/supervisor", label: t("nav.supervisor"), icon: IconLayoutDashboard, count: 0 }] : []),
    // A phone has no room for a bell: the number of alerts stands at what leads to them.
    ...(understands ? [{ to: "/intelligence", label: t("nav.intelligence"), icon: IconChartHistogram, count: phone ? alerts : 0 }] : []),
    { to: "/settings", label: t("nav.settings"), icon: IconSettings, count: 0 },
  ];
  return (
    <nav className={phone ? css.bar : css.rail} aria-label={t("nav.main")}>
      {!phone && <img src="/parley.svg" alt="Parley" className={css.brand} />}
      {places.map(({ to, label, icon: Icon, count }) => (
        <NavLink key={to} to={to} className={css.item ?? ""}>
            <Icon size={21} stroke={1.7} aria-hidden />
            {label}
            {count > 0 && <span className={`${css.count} tabular`} aria-label={to === "/intelligence" ? t("intelligence.alerts.openCount", { count }) : t("nav.mine", { count })}>{format.number(count)}</span>}
          </NavLink>
      ))}
      {!phone && <div className={css.grow} />}
      {(!phone || !understands) && (understands || alerts > 0) && <AlertBell />}
      <PhoneButton />
      <PresenceMenu phone={phone} />
    </nav>
  );
}
