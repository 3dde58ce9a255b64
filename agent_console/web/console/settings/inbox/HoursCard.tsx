import { Stack, Switch, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";
import { WeekEditor } from "./WeekEditor";

/** When somebody is there, and what the widget says when nobody is. */
export function HoursCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { hours, offline } = settings;
  return (
    <section className={css.card}>
      <h2>{t("inbox.hours")}</h2>
      <Stack>
        <WeekEditor hours={hours} onChange={(next) => set({ hours: next })} hint={t("inbox.hoursHint")} disabled={disabled} />
        <Switch label={t("inbox.offlineOn")} checked={offline.enabled} disabled={disabled} onChange={(event) => set({ offline: { ...offline, enabled: event.currentTarget.checked } })} />
        {offline.enabled && (
          <>
            <Textarea label={t("inbox.offlineMessage")} autosize minRows={2} dir="auto" value={offline.message} disabled={disabled} onChange={(event) => set({ offline: { ...offline, message: event.currentTarget.value } })} />
            <Switch label={t("inbox.collectEmail")} checked={offline.collect_email} disabled={disabled} onChange={(event) => set({ offline: { ...offline, collect_email: event.currentTarget.checked } })} />
          </>
        )}
      </Stack>
    </section>
  );
}
