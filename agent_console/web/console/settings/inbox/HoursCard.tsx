import { Select, Stack, Switch, Text, Textarea, TextInput } from "@mantine/core";
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { DAYS, type Day, type Hours } from "../../api/settings";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";
import { timezones } from "../webchat";

const WEEK: Hours["days"] = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [["09:00", "17:00"]]]));

/** When somebody is there, and what the widget says when nobody is. */
export function HoursCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { hours, offline } = settings;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const setDay = (day: Day, range: [string, string] | null): void => {
    if (!hours) return;
    const others = Object.entries(hours.days).filter(([name]) => name !== day);
    const ranges = range && [range, ...(hours.days[day]?.slice(1) ?? [])];
    set({ hours: { ...hours, days: Object.fromEntries(ranges ? [...others, [day, ranges]] : others) } });
  };
  return (
    <section className={css.card}>
      <h2>{t("inbox.hours")}</h2>
      <Stack>
        <Switch label={t("inbox.hoursOn")} description={t("inbox.hoursHint")} checked={hours !== null} disabled={disabled} onChange={(event) => set({ hours: event.currentTarget.checked ? { timezone: zone, days: WEEK } : null })} />
        {hours && <Select label={t("inbox.timezone")} searchable data={timezones()} value={hours.timezone} disabled={disabled} allowDeselect={false} onChange={(value) => value && set({ hours: { ...hours, timezone: value } })} />}
        {hours && (
          <div className={css.days}>
            {DAYS.map((day) => {
              const range = hours.days[day]?.[0];
              const name = t(`day.${day}`);
              return (
                <Fragment key={day}>
                  <Switch size="xs" label={name} checked={range !== undefined} disabled={disabled} onChange={(event) => setDay(day, event.currentTarget.checked ? ["09:00", "17:00"] : null)} />
                  {range ? (
                    <span className={css.range}>
                      <TextInput type="time" size="xs" aria-label={t("inbox.from", { day: name })} value={range[0]} disabled={disabled} onChange={(event) => setDay(day, [event.currentTarget.value, range[1]])} />
                      –
                      <TextInput type="time" size="xs" aria-label={t("inbox.to", { day: name })} value={range[1]} disabled={disabled} onChange={(event) => setDay(day, [range[0], event.currentTarget.value])} />
                    </span>
                  ) : <Text size="sm" c="dimmed">{t("inbox.closed")}</Text>}
                </Fragment>
              );
            })}
          </div>
        )}
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
