import type { TFunction } from "i18next";
import { ENGINES, type Retag, type Tune } from "../../api/analysis";

/** An engine by the name that its tags carry (such as `builtin-1` or `transformers:org/model`), in words; its version matters to nobody here. */
export function engineWord(name: string | null, t: TFunction): string {
  if (!name) return t("analysis.noEngine");
  const kind = ENGINES.find((one) => name.startsWith(one));
  if (!kind) return name;
  const rest = name.slice(kind.length).replace(/^[-:@ ]+/, "").replace(/^\d+$/, "");
  return rest ? `${t(`analysis.engines.${kind}`)} (${rest})` : t(`analysis.engines.${kind}`);
}

/** How far a re-tagging is, from 0 to 1; null until its conversations are counted. */
export const partOf = ({ done, total }: Pick<Retag, "done" | "total">): number | null => (total === null ? null : total === 0 ? 1 : Math.min(1, done / total));

/** What a tuning changed, in points of a hundred; null unless it was judged. */
export function gainOf({ before, after }: Pick<Tune, "before" | "after">): { anchor: number; corrections: number } | null {
  if (!before || !after) return null;
  const points = (from: number, to: number): number => Math.round((to - from) * 1000) / 10;
  return { anchor: points(before.anchor, after.anchor), corrections: points(before.corrections, after.corrections) };
}

const DAY_MS = 86_400_000;
/** The last days with today, as the form offers them: its last day is still in it. */
export const lastDays = (days: number, now: number): [string, string] => [new Date(now - (days - 1) * DAY_MS).toISOString().slice(0, 10), new Date(now).toISOString().slice(0, 10)];
/** A last day that is still in the period, as the server counts: the first that is not. */
export const dayAfter = (day: string): string => new Date(Date.parse(day) + DAY_MS).toISOString().slice(0, 10);
export const dayBefore = (day: string): string => new Date(Date.parse(day) - DAY_MS).toISOString().slice(0, 10);
