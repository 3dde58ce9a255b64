import { IconArrowsExchange, IconBell, IconFlag, IconTag } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { WatchList } from "../../api/analysis";
import { Hits } from "../Hits";
import { ListPage } from "../ListPage";
import { useTeams } from "../lists";
import { WatchEditor } from "./WatchEditor";
import css from "./Watch.module.css";

/** Words in the list's row before it says that there are more. */
const SHOWN = 6;

/** Words that a team wants to hear of, who looks after them, and what Parley does when one is found. */
export function WatchLists() {
  const { t } = useTranslation();
  const teams = useTeams().data ?? [];
  const team = (id: string | null): string => (id ? (teams.find((one) => one.id === id)?.name ?? "–") : t("field.everybody"));
  return (
    <ListPage<WatchList> kind="watch-lists" name="watch" permission="canned.edit"
      columns={[
        { title: t("field.name"), cell: (one) => <bdi>{one.name}</bdi> },
        { title: t("field.terms"), cell: (one) => <Terms terms={one.terms} /> },
        { title: t("field.team"), cell: (one) => team(one.team_id) },
        { title: t("watchList.owner"), cell: (one) => (one.owner ? <bdi>{one.owner.name}</bdi> : "–") },
        { title: t("watchList.does"), cell: (one) => <Does one={one} /> },
        { title: t("watchList.hits"), cell: (one) => <Hits kind="watch" one={one} /> },
      ]}
      editor={(old, editable, onClose) => <WatchEditor key={old?.id ?? "new"} old={old} editable={editable} onClose={onClose} />} />
  );
}

function Terms({ terms }: { terms: readonly string[] }) {
  const { t } = useTranslation();
  const left = terms.length - SHOWN;
  return <span className={css.terms}>{terms.slice(0, SHOWN).map((term) => <bdi key={term} className={css.term}>{term}</bdi>)}{left > 0 && <span className="tabular">{t("watchList.andMore", { count: left })}</span>}</span>;
}

/** What a list does, each a sign with its word. */
function Does({ one }: { one: WatchList }) {
  const { t } = useTranslation();
  const said: [string, typeof IconBell, ReactNode][] = [];
  if (one.alert) said.push([t("watchList.alerts"), IconBell, null]);
  if (one.priority) said.push([t("watchList.raises"), IconFlag, t(`priority.${one.priority}`)]);
  if (one.tag) said.push([t("watchList.labels"), IconTag, <bdi key="tag">{one.tag}</bdi>]);
  if (one.queue) said.push([t("watchList.moves"), IconArrowsExchange, <bdi key="queue">{one.queue.name}</bdi>]);
  if (said.length === 0) return <>{t("watchList.marksOnly")}</>;
  return <span className={css.does}>{said.map(([word, Icon, value]) => <span key={word} title={word}><Icon size={15} role="img" aria-label={word} />{value}</span>)}</span>;
}
