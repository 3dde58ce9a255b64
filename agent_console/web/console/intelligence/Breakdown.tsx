import { Button, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { ChangeMark, MeanMark } from "./Marks";
import { Panel } from "./Panel";
import type { Measure } from "./Term";
import { changeOf } from "./figures";

export interface Share { key: string; name: string; conversations: number; before?: number; mean?: number | null; to: string }
interface Props { title: string; measure: Measure; shares: readonly Share[]; empty: ReactNode; testId: string }

const FIRST = 8;

/** What there was how much of, as bars that open their rows. */
export function Breakdown({ title, measure, shares, empty, testId }: Props) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? shares : shares.slice(0, FIRST);
  const most = Math.max(1, ...shares.map((one) => one.conversations));
  return (
    <Panel title={title} measure={measure} testId={testId}>
      {shares.length === 0 && <Text size="sm" c="dimmed" component="div">{empty}</Text>}
      <ul className={css.shares}>{shown.map((one) => <ShareLine key={one.key} one={one} most={most} />)}</ul>
      {shares.length > FIRST && <Button size="compact-sm" variant="subtle" mt={6} aria-expanded={all} onClick={() => setAll(!all)}>{t(all ? "intelligence.fewer" : "intelligence.allOf", { count: shares.length })}</Button>}
    </Panel>
  );
}

/** Nothing leads to no rows. */
function Row({ to, children }: { to: string | null; children: ReactNode }) {
  return to ? <Link to={to} className={css.share}>{children}</Link> : <div className={css.share}>{children}</div>;
}

function ShareLine({ one, most }: { one: Share; most: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li>
      <Row to={one.conversations > 0 ? one.to : null}>
        <i className={css.bar} style={{ inlineSize: `${(100 * one.conversations) / most}%` }} aria-hidden />
        <bdi className={css.shareName}>{one.name}</bdi>
        {one.before !== undefined && one.before + one.conversations > 0 && <ChangeMark change={changeOf(one.conversations, one.before)} fresh={one.before === 0} hint={t("intelligence.beforeCount", { count: one.before })} />}
        {one.mean !== undefined && <MeanMark mean={one.mean} />}
        <b className="tabular">{format.number(one.conversations)}<span className="visually-hidden"> {t("intelligence.conversations")}</span></b>
      </Row>
    </li>
  );
}
