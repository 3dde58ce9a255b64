import { IconArrowDownRight, IconArrowUpRight, IconMinus } from "@tabler/icons-react";
import { useDirection } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./Intelligence.module.css";
import { type Change, SPARK, moodOf, sparkPoints } from "./figures";
import { useFigures } from "./useFigures";

const ARROWS = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconMinus };

interface ChangeProps { change: Change | null; /** Whether there was nothing before. */ fresh?: boolean; /** Whether more of it is good news, bad news, or neither. */ more?: "good" | "bad" | "neither"; score?: boolean; hint: string }

/** How a figure moved against the period before, as an arrow and a number; `hint` says it in full. */
export function ChangeMark({ change, fresh = false, more = "neither", score = false, hint }: ChangeProps) {
  const { t } = useTranslation();
  const figures = useFigures();
  const { dir } = useDirection();
  if (!change) return null;
  const Arrow = ARROWS[change.direction];
  const tone = change.direction === "same" || more === "neither" ? "calm" : (change.direction === "up") === (more === "good") ? "good" : "bad";
  const words = change.direction === "same" ? t("intelligence.same") : score ? figures.score(change.by) : fresh ? t("intelligence.new") : change.part === null ? figures.signed(change.by) : figures.change(change.part);
  return (
    <span className={css.change} data-tone={tone} title={hint}>
      <Arrow size={14} stroke={2.2} aria-hidden style={dir === "rtl" ? { transform: "scaleX(-1)" } : undefined} />
      <bdi className="tabular">{words}</bdi>
      <span className="visually-hidden">{hint}</span>
    </span>
  );
}

/** A mean as a coloured dot and its number; its word is told to who does not see colours. */
export function MeanMark({ mean }: { mean: number | null }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const mood = moodOf(mean);
  if (mean === null || mood === null) return <span className={css.mean}>–</span>;
  return (
    <span className={css.mean}>
      <i className={css.dot} data-mood={mood} aria-hidden />
      <bdi className="tabular">{figures.score(mean)}</bdi>
      <span className="visually-hidden">{t(`sentiment.${mood}`)}</span>
    </span>
  );
}

/** Twelve weeks in a thumbnail: is it going up or down? Its figures are told in words. */
export function Spark({ weeks, label }: { weeks: readonly number[]; label: string }) {
  const { dir } = useDirection();
  const points = sparkPoints(weeks, dir === "rtl");
  const last = points.at(-1);
  if (!last) return null;
  return (
    <svg className={css.spark} width={SPARK.width} height={SPARK.height} viewBox={`0 0 ${SPARK.width} ${SPARK.height}`} role="img" aria-label={label}>
      <polyline points={points.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")} />
      <circle cx={last.x} cy={last.y} r={2.4} />
    </svg>
  );
}
