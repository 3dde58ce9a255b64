import { ActionIcon, Text, Tooltip } from "@mantine/core";
import { IconArrowsExchange, IconCheck, IconClockPause, IconFlag, IconTag, IconUserPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { resolve } from "../actions/actions";
import { type DialogKind, openDialog } from "../dialogs/dialogs";
import { useFormat } from "../format/time";
import { clearSelection } from "./selection";

const DIALOGS = [
  ["assign", IconUserPlus], ["transfer", IconArrowsExchange], ["snooze", IconClockPause], ["priority", IconFlag], ["labels", IconTag],
] as const satisfies readonly (readonly [DialogKind, typeof IconX])[];

/** What can be done with all ticked rows at once. */
export function BulkBar({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Text size="sm" fw={600} me="auto" aria-live="polite">{t("list.ticked", { count: ids.length, n: format.number(ids.length) })}</Text>
      <Tooltip label={t("action.resolve")}>
        <ActionIcon aria-label={t("action.resolve")} onClick={() => void resolve(ids).then((done) => done && clearSelection())}><IconCheck size={17} /></ActionIcon>
      </Tooltip>
      {DIALOGS.map(([kind, Icon]) => (
        <Tooltip key={kind} label={t(`action.${kind}`)}>
          <ActionIcon aria-label={t(`action.${kind}`)} onClick={() => openDialog(kind, ids)}><Icon size={17} /></ActionIcon>
        </Tooltip>
      ))}
      <Tooltip label={t("list.untick")}><ActionIcon aria-label={t("list.untick")} onClick={clearSelection}><IconX size={17} /></ActionIcon></Tooltip>
    </>
  );
}
