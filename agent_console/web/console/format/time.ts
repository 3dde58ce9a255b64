import { useMemo } from "react";
import { useTranslation } from "react-i18next";

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;

export interface Format {
  /** 1:05, 2 h 10 min, 3 d: how long something has lasted. */
  duration: (seconds: number) => string;
  /** Today the time, this week the weekday, else the date: for lists. */
  brief: (iso: string, now: number) => string;
  time: (iso: string) => string;
  day: (iso: string) => string;
  /** A day of the calendar (`2026-03-01`), the same wherever one is: no time zone moves it. */
  date: (day: string) => string;
  full: (iso: string) => string;
  number: (value: number) => string;
  percent: (value: number, digits?: number) => string;
  bytes: (size: number) => string;
  language: (code: string) => string;
}

export function makeFormat(locale: string): Format {
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const two = new Intl.NumberFormat(locale, { minimumIntegerDigits: 2 });
  const unit = (name: string, value: number): string =>
    new Intl.NumberFormat(locale, { style: "unit", unit: name, unitDisplay: name.endsWith("byte") ? "short" : "narrow", maximumFractionDigits: 1 }).format(value);
  const style = (options: Intl.DateTimeFormatOptions): ((iso: string) => string) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (iso) => format.format(new Date(iso));
  };
  const time = style({ hour: "numeric", minute: "2-digit" });
  const weekday = style({ weekday: "short" });
  const date = style({ day: "numeric", month: "short" });
  const names = new Intl.DisplayNames([locale], { type: "language" });
  return {
    duration: (seconds) => {
      const s = Math.max(0, Math.floor(seconds));
      if (s < HOUR) return `${number.format(Math.floor(s / MINUTE))}:${two.format(s % MINUTE)}`;
      if (s < DAY) return `${unit("hour", Math.floor(s / HOUR))} ${unit("minute", Math.floor((s % HOUR) / MINUTE))}`;
      return unit("day", Math.floor(s / DAY));
    },
    brief: (iso, now) => {
      const then = new Date(iso);
      if (then.toDateString() === new Date(now).toDateString()) return time(iso);
      return now - then.getTime() < 6 * DAY * 1000 ? weekday(iso) : date(iso);
    },
    time,
    day: style({ weekday: "long", day: "numeric", month: "long" }),
    date: style({ dateStyle: "medium", timeZone: "UTC" }),
    full: style({ dateStyle: "medium", timeStyle: "medium" }),
    number: (value) => number.format(value),
    percent: (value, digits = 0) => new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: digits }).format(value),
    bytes: (size) => (size < 100 ? unit("byte", size) : size < 1_000_000 ? unit("kilobyte", size / 1000) : unit("megabyte", size / 1_000_000)),
    language: (code) => names.of(code) ?? code,
  };
}

/** Dates, durations and numbers in the language of the screen. */
export function useFormat(): Format {
  const { i18n } = useTranslation();
  return useMemo(() => makeFormat(i18n.language), [i18n.language]);
}
