import { ActionIcon, Button, Group, Input, Pill, Select, Switch, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { Fragment, useState } from "react";
import { useTranslation } from "react-i18next";
import { DAYS, type Day, type Hours } from "../../api/settings";
import css from "../Settings.module.css";
import { timezones } from "../webchat";

type Range = [string, string];
const USUAL: Range = ["09:00", "17:00"];
const WEEK: Hours["days"] = Object.fromEntries(DAYS.slice(0, 5).map((day) => [day, [USUAL]]));
/** As many as the server takes. */
const MOST_HOLIDAYS = 400;

interface Props {
  hours: Hours | null;
  onChange: (hours: Hours | null) => void;
  hint: string;
  disabled: boolean;
  /** What is wrong with the hours, by the path of the field within the settings. */
  errorAt?: (path: string) => string | undefined;
}

/** When somebody is there: a week in one time zone, with holidays; or always. */
export function WeekEditor({ hours, onChange, hint, disabled, errorAt }: Props) {
  const { t } = useTranslation();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Switched off by mistake and on again, the hours are those that stood there.
  const [last, setLast] = useState<Hours>({ timezone: zone, days: WEEK });
  const turn = (on: boolean): void => {
    if (hours) setLast(hours);
    onChange(on ? last : null);
  };
  const setDay = (day: Day, ranges: Range[]): void => {
    if (!hours) return;
    const others = Object.entries(hours.days).filter(([name]) => name !== day);
    onChange({ ...hours, days: Object.fromEntries(ranges.length > 0 ? [...others, [day, ranges]] : others) });
  };
  return (
    <>
      <Switch label={t("inbox.hoursOn")} description={hint} checked={hours !== null} disabled={disabled} onChange={(event) => turn(event.currentTarget.checked)} data-testid="hours-on" />
      {hours && (
        <>
          <Select label={t("inbox.timezone")} searchable data={timezones()} value={hours.timezone} error={errorAt?.("hours.timezone")} disabled={disabled} allowDeselect={false} onChange={(value) => value && onChange({ ...hours, timezone: value })} />
          <div className={css.days}>
            {DAYS.map((day) => {
              const ranges = hours.days[day] ?? [];
              const name = t(`day.${day}`);
              const wrong = errorAt?.(`hours.days.${day}`);
              return (
                <Fragment key={day}>
                  <Switch size="xs" label={name} checked={ranges.length > 0} disabled={disabled} onChange={(event) => setDay(day, event.currentTarget.checked ? [USUAL] : [])} />
                  {ranges.length > 0
                    ? <div>{ranges.map((range, index) => <RangeInput key={index} day={name} range={range} wrong={Boolean(wrong)} disabled={disabled} onChange={(next) => setDay(day, ranges.map((one, at) => (at === index ? next : one)))} {...(index > 0 && { onRemove: () => setDay(day, ranges.filter((_, at) => at !== index)) })} {...(index === ranges.length - 1 && ranges.length < 3 && { onMore: () => setDay(day, [...ranges, after(range)]) })} />)}
                      {wrong && <Text size="xs" c="var(--p-bad)" role="alert">{wrong}</Text>}</div>
                    : <Text size="sm" c="dimmed">{t("inbox.closed")}</Text>}
                </Fragment>
              );
            })}
          </div>
          <Holidays dates={hours.holidays ?? []} disabled={disabled} onChange={(holidays) => onChange({ ...hours, holidays })} />
        </>
      )}
    </>
  );
}

/** An hour's break after a range, and then as long as the day lasts. */
function after([, to]: Range): Range {
  const hour = Math.min(22, Number(to.slice(0, 2)) + 1);
  return [`${String(hour).padStart(2, "0")}:${to.slice(3) || "00"}`, hour < 18 ? "18:00" : "23:59"];
}

interface RangeProps { day: string; range: Range; wrong: boolean; disabled: boolean; onChange: (range: Range) => void; onRemove?: () => void; onMore?: () => void }

function RangeInput({ day, range, wrong, disabled, onChange, onRemove, onMore }: RangeProps) {
  const { t } = useTranslation();
  return (
    <span className={css.range}>
      <TextInput type="time" size="xs" aria-label={t("inbox.from", { day })} value={range[0]} error={wrong} disabled={disabled} onChange={(event) => onChange([event.currentTarget.value, range[1]])} />
      –
      <TextInput type="time" size="xs" aria-label={t("inbox.to", { day })} value={range[1]} error={wrong} disabled={disabled} onChange={(event) => onChange([range[0], event.currentTarget.value])} />
      {!disabled && onRemove && <ActionIcon size="sm" aria-label={t("hours.removeRange", { day, from: range[0] })} onClick={onRemove}><IconX size={14} /></ActionIcon>}
      {!disabled && onMore && <ActionIcon size="sm" aria-label={t("hours.addRange", { day })} onClick={onMore}><IconPlus size={14} /></ActionIcon>}
    </span>
  );
}

/** Days on which nobody is there, whatever the day of the week. */
function Holidays({ dates, disabled, onChange }: { dates: readonly string[]; disabled: boolean; onChange: (dates: string[]) => void }) {
  const { t, i18n } = useTranslation();
  const [typed, setTyped] = useState("");
  const format = new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeZone: "UTC" });
  const shown = (date: string): string => format.format(new Date(`${date}T00:00:00Z`));
  const add = (): void => {
    if (!typed) return;
    onChange([...new Set([...dates, typed])].sort());
    setTyped("");
  };
  return (
    <Input.Wrapper label={t("hours.holidays")} description={t("hours.holidaysHint")} labelElement="div">
      {dates.length > 0 && (
        <Group gap={6} mt={8}>
          {dates.map((date) => (
            <Pill key={date} size="md" withRemoveButton={!disabled} removeButtonProps={{ "aria-label": t("hours.removeHoliday", { date: shown(date) }), tabIndex: 0, "aria-hidden": false }} onRemove={() => onChange(dates.filter((one) => one !== date))} data-testid="holiday">{shown(date)}</Pill>
          ))}
        </Group>
      )}
      {!disabled && (
        <Group gap={8} mt={8} align="center">
          <TextInput type="date" aria-label={t("hours.newHoliday")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }} data-testid="holiday-date" />
          <Button variant="default" leftSection={<IconPlus size={15} />} disabled={!typed || dates.length >= MOST_HOLIDAYS} onClick={add} data-testid="holiday-add">{t("common.add")}</Button>
        </Group>
      )}
    </Input.Wrapper>
  );
}
