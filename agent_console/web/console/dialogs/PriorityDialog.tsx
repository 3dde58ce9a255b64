import { useTranslation } from "react-i18next";
import { setPriority } from "../actions/actions";
import { PRIORITIES, type Priority } from "../api/types";
import { clearSelection } from "../inbox/selection";
import { PriorityMark } from "../parts/PriorityMark";
import { ChoiceList } from "./ChoiceList";
import { closeDialog } from "./dialogs";

export function PriorityDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  return (
    <ChoiceList label={t("dialog.priority")} choices={PRIORITIES.map((one) => ({ id: one, label: t(`priority.${one}`), detail: <PriorityMark priority={one} /> }))}
      onPick={({ id }) => {
        closeDialog();
        void setPriority(ids, id as Priority).then((done) => done && clearSelection());
      }} />
  );
}
