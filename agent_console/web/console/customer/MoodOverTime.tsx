import { Skeleton, Text, Tooltip } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { MoodPoint } from "../api/analysis";
import { get } from "../api/http";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { labelOf } from "../parts/mood";
import dots from "../parts/parts.module.css";
import { conversations } from "../state/live";
import { useStore } from "../state/store";
import css from "./Customer.module.css";
import { Section } from "./Section";
import { places } from "./points";

/** As many conversations as the pane has room for dots that a finger can tell apart. */
const SHOWN = 11;

/** How this person felt, conversation by conversation, as far as they are in my scope; a dot leads to each. */
export function MoodOverTime({ contactId, openId }: { contactId: string; openId: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mood = useQuery({ queryKey: ["contact", contactId, "mood"], queryFn: ({ signal }) => get<{ items: MoodPoint[] }>(`/contacts/${contactId}/mood`, signal), staleTime: 60_000 });
  const live = useStore(conversations, (all) => all);
  const points = (mood.data?.items ?? []).slice(-SHOWN).map((one): MoodPoint => ({ ...one, ...live.get(one.conversation)?.mood }));
  if (!mood.isPending && points.length < 2) return null;
  const now = t(`sentiment.${labelOf(points.at(-1)?.end ?? 0)}`);
  return (
    <Section title={t("customer.sentiment")}>
      {mood.isPending ? <Skeleton h={74} aria-label={t("common.loading")} /> : (
        <>
          <Line points={points} openId={openId} />
          <Text size="xs" c="dimmed" className={css.sparkEnds}><span>{format.brief(points[0]?.at ?? "", serverNow())}</span><span>{now}</span></Text>
        </>
      )}
    </Section>
  );
}

function Line({ points, openId }: { points: readonly MoodPoint[]; openId: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const drawn = places(points);
  return (
    <div className={css.timeLine} data-testid="mood-over-time">
      <svg className={css.spark} viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden>
        <line x1="0" x2="1" y1="0.5" y2="0.5" className={css.sparkZero} vectorEffect="non-scaling-stroke" />
        {drawn.map(({ x, y, low }, i) => low > y + 0.05 && <line key={i} x1={x} x2={x} y1={y} y2={low} className={css.sparkLow} />)}
        <polyline points={drawn.map(({ x, y }) => `${x},${y}`).join(" ")} className={css.sparkLine} />
      </svg>
      <ol className={css.points} aria-label={t("mood.conversations")}>
        {points.map((one, i) => {
          const { x, y } = drawn[i] ?? { x: 0, y: 0 };
          const [start, end] = [labelOf(one.start), labelOf(one.end)];
          const feeling = start === end ? t(`sentiment.${end}`) : t("mood.change", { start: t(`sentiment.${start}`), now: t(`sentiment.${end}`) });
          const label = t("mood.conversation", { number: `#${one.number}`, date: format.brief(one.at, serverNow()), mood: feeling });
          return (
            <li key={one.conversation} style={{ insetInlineStart: `${x * 100}%`, top: `${y * 100}%` }}>
              <Tooltip label={label}>
                <Link to={`/inbox/${one.conversation}`} className={css.point} aria-label={label} aria-current={one.conversation === openId ? "page" : undefined}>
                  <span className={dots.sentiment} data-value={end} aria-hidden />
                </Link>
              </Tooltip>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
