import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { plusDays, type Period } from "./period";
import type { Day } from "./types";

export interface Figures {
  /** +0.12: a mean, from −1 to 1. */
  score: (value: number) => string;
  /** +12 %: a change. */
  change: (part: number) => string;
  signed: (by: number) => string;
  /** A share; small ones keep a decimal. */
  share: (value: number) => string;
  day: (day: Day) => string;
  longDay: (day: Day) => string;
  /** The first and the last day of a period. */
  period: (period: Period) => string;
}

function makeFigures(locale: string): Figures {
  const numbers = (options: Intl.NumberFormatOptions): ((value: number) => string) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value) => format.format(value);
  };
  const dates = (options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat => new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
  const [short, long, range] = [dates({ day: "numeric", month: "short" }), dates({ dateStyle: "full" }), dates({ dateStyle: "medium" })];
  const [whole, tenth] = [numbers({ style: "percent" }), numbers({ style: "percent", maximumFractionDigits: 1 })];
  return {
    score: numbers({ minimumFractionDigits: 2, maximumFractionDigits: 2, signDisplay: "exceptZero" }),
    change: numbers({ style: "percent", signDisplay: "exceptZero", maximumFractionDigits: 0 }),
    signed: numbers({ signDisplay: "exceptZero" }),
    share: (value) => (value > 0 && value < 0.1 ? tenth(value) : whole(value)),
    day: (day) => short.format(Date.parse(day)),
    longDay: (day) => long.format(Date.parse(day)),
    period: ({ from, to }) => range.formatRange(Date.parse(from), Date.parse(plusDays(to, -1))),
  };
}

/** Figures of analysis in the language of the screen, with its digits; days are UTC. */
export function useFigures(): Figures {
  const { i18n } = useTranslation();
  return useMemo(() => makeFigures(i18n.language), [i18n.language]);
}
