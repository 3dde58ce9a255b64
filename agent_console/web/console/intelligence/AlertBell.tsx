import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { IconBell } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { NavLink, useNavigate } from "react-router";
import shell from "../app/Shell.module.css";
import { useFormat } from "../format/time";
import { useStore } from "../state/store";
import { alertInWords, alertLeadsTo } from "./alertWords";
import { raised, useOpenAlerts } from "./alerting";

/** The way to the alerts, with how many are open. */
export function AlertBell() {
  const { t } = useTranslation();
  const format = useFormat();
  const { count, more } = useOpenAlerts();
  return (
    <NavLink to="/alerts" className={shell.item ?? ""} data-testid="alert-bell">
      <IconBell size={21} stroke={1.7} aria-hidden />
      {t("nav.alerts")}
      {count > 0 && <span className={`${shell.count} tabular`} aria-label={t("intelligence.alerts.openCount", { count })}>{more ? t("intelligence.alerts.moreThan", { count }) : format.number(count)}</span>}
    </NavLink>
  );
}

/** Says each new alert once, in a line that goes by itself, with the way to what it is about. */
export function AlertTeller() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const fresh = useStore(raised, (value) => value);
  useEffect(() => {
    if (fresh.length === 0) return;
    raised.set([]);
    for (const alert of fresh) {
      const id = `alert-${alert.id}`;
      const open = (): void => {
        notifications.hide(id);
        void navigate(alertLeadsTo(alert));
      };
      notifications.show({
        id,
        withBorder: true,
        color: "orange",
        autoClose: 9000,
        closeButtonProps: { "aria-label": t("common.close") },
        message: (
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <div><Text size="sm" fw={560}>{alertInWords(alert, t)}</Text>{alert.sentence && <Text size="sm" c="dimmed" lineClamp={2} dir="auto">{alert.sentence}</Text>}</div>
            <Button size="compact-sm" variant="light" flex="none" onClick={open}>{t("intelligence.alerts.look")}</Button>
          </Group>
        ),
      });
    }
  }, [fresh, navigate, t]);
  return null;
}
