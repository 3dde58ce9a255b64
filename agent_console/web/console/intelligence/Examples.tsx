import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { readable } from "../calls/numbers";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { SentimentDot } from "../parts/SentimentDot";
import css from "./Intelligence.module.css";
import { Panel } from "./Panel";
import type { Example } from "./types";

/** Customers' first messages that stand closest to the middle of a topic, each with the way to its conversation. */
export function Examples({ examples, more }: { examples: readonly Example[]; more: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <Panel title={t("intelligence.topic.examples")} measure="rows" testId="examples" aside={<Link to={more}>{t("intelligence.topic.allRows")}</Link>}>
      {examples.length === 0 && <p className={css.quiet}>{t("intelligence.none.any")}</p>}
      <ul className={css.examples}>
        {examples.map((one) => (
          <li key={one.conversation}>
            <blockquote dir="auto">{one.text}</blockquote>
            <p>
              <SentimentDot value={one.label} /><ChannelIcon channel={one.channel} />
              <Link to={`/inbox/${one.conversation}`}><bdi>{readable(one.contact.name)}</bdi> #{one.number}</Link>
              <time dateTime={one.at}>{format.brief(one.at, serverNow())}</time>
            </p>
          </li>
        ))}
      </ul>
    </Panel>
  );
}
