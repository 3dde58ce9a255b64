import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { readable } from "../calls/numbers";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import css from "./Intelligence.module.css";
import { MeanMark } from "./Marks";
import type { InsightRow } from "./types";

/** A conversation behind a figure: who, when, what it began with, in what mood, and about what. */
export function RowLine({ one }: { one: InsightRow }) {
  const { t } = useTranslation();
  const format = useFormat();
  const moved = one.start !== null && one.end !== null && Math.abs(one.end - one.start) >= 0.005;
  return (
    <li className={css.row} data-testid="insight-row" data-id={one.conversation}>
      <Face id={one.contact.id} name={one.contact.name} channel={one.channel} size={34} />
      <div className={css.rowWords}>
        <p className={css.rowTitle}>
          <Link to={`/inbox/${one.conversation}`}><bdi>{readable(one.contact.name)}</bdi></Link>
          <span>#{one.number}</span>
          {one.topic && <Link to={`/intelligence/topics/${one.topic.id}`} className={css.tag}><bdi>{one.topic.name}</bdi></Link>}
          {one.language && one.language !== "und" && <span>{format.language(one.language)}</span>}
        </p>
        <p className={css.rowText}><bdi>{one.text}</bdi></p>
      </div>
      <div className={css.rowEnd}>
        <time dateTime={one.at} title={format.full(one.at)}>{format.brief(one.at, serverNow())}</time>
        {moved ? (
          <span className={css.moved} title={t("intelligence.rows.fromTo")}><span className="visually-hidden">{t("intelligence.rows.fromTo")}</span><MeanMark mean={one.start} /><span aria-hidden>{"\u2192"}</span><MeanMark mean={one.end} /></span>
        ) : <MeanMark mean={one.score} />}
      </div>
    </li>
  );
}
