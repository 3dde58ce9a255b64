import { useTranslation } from "react-i18next";
import { Text } from "@mantine/core";
import type { Intent } from "../../api/analysis";
import { useMay } from "../../app/session";
import { useFormat } from "../../format/time";
import { Hits } from "../Hits";
import { ListPage } from "../ListPage";
import { useTeams } from "../lists";
import { IntentEditor } from "./IntentEditor";
import { TryIntents } from "./TryIntents";

/** What customers want, in the team's own words: a label each, taught by example sentences. */
export function Intents() {
  const { t } = useTranslation();
  const format = useFormat();
  const edits = useMay("canned.edit");
  const teams = useTeams().data ?? [];
  const team = (id: string | null): string => (id ? (teams.find((one) => one.id === id)?.name ?? "–") : t("field.everybody"));
  return (
    <ListPage<Intent> kind="intents" name="intents" permission="canned.edit"
      columns={[
        { title: t("field.name"), cell: (one) => <bdi>{one.name}</bdi> },
        { title: t("intents.examples"), cell: (one) => <Text span fz="sm" dir="auto" lineClamp={1} maw={420}>{one.examples[0]}</Text> },
        { title: t("intents.count"), cell: (one) => <span className="tabular">{format.number(one.examples.length)}</span> },
        { title: t("field.team"), cell: (one) => team(one.team_id) },
        { title: t("watchList.hits"), cell: (one) => <Hits kind="intent" one={one} /> },
      ]}
      editor={(old, editable, onClose) => <IntentEditor key={old?.id ?? "new"} old={old} editable={editable} onClose={onClose} />}>
      {edits && <TryIntents />}
    </ListPage>
  );
}
