import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { isSearching, useSearchTopics, useTopicList } from "./requests";

/** When topics were looked for last, how far a search is, and the topics that somebody has hidden. */
export function SearchLine({ suffix = "" }: { suffix?: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const edits = useMay("settings.edit");
  const { data } = useTopicList();
  const again = useSearchTopics(t("intelligence.search.asked"));
  if (!data) return null;
  const { search, items } = data;
  const hidden = items.filter((one) => one.hidden);
  const busy = isSearching(data);
  return (
    <div className={css.search} data-testid="topic-search">
      <p className={css.quiet} role="status">
        {busy ? t("intelligence.search.running", { done: search.done, total: search.total })
          : search.problem ? t("intelligence.search.problem", { problem: search.problem })
          : search.found_at && t("intelligence.search.found", { when: format.full(search.found_at) })}
      </p>
      {edits && !busy && <Button size="compact-sm" variant="subtle" leftSection={<IconRefresh size={15} />} loading={again.isPending} onClick={() => again.mutate()} data-testid="search-topics">{t("intelligence.search.now")}</Button>}
      {hidden.length > 0 && (
        <details className={css.hidden}>
          <summary>{t("intelligence.topic.hiddenOnes")} ({format.number(hidden.length)})</summary>
          <ul>{hidden.map((one) => <li key={one.id}><Link to={`/intelligence/topics/${one.id}${suffix}`}><bdi>{one.name}</bdi></Link></li>)}</ul>
        </details>
      )}
    </div>
  );
}
