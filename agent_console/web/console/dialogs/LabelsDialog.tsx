import { Button, Group, TagsInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { setLabels } from "../actions/actions";
import { clearSelection } from "../inbox/selection";
import { conversations } from "../state/live";
import { closeDialog } from "./dialogs";

/** The labels that all chosen conversations have in common, to be changed. */
export function LabelsDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const known = [...conversations.get().values()];
  const chosen = known.filter((one) => ids.includes(one.id));
  const [common] = useState(() => (chosen[0]?.labels ?? []).filter((label) => chosen.every((one) => one.labels.includes(label))));
  const [labels, setLabelsHere] = useState(common);
  const offered = [...new Set(known.flatMap((one) => one.labels))].sort();
  const save = (): void => {
    closeDialog();
    const add = labels.filter((one) => !common.includes(one));
    const gone = common.filter((one) => !labels.includes(one));
    if (add.length + gone.length > 0) void setLabels(ids, add, gone).then((done) => done && clearSelection());
  };
  return (
    <form onSubmit={(event) => { event.preventDefault(); save(); }}>
      <TagsInput data-autofocus label={t("customer.labels")} description={t("dialog.labelsHint")} value={labels} onChange={setLabelsHere} acceptValueOnBlur
        data={offered} openOnFocus={offered.length > 0} />
      <Group justify="flex-end" mt="md"><Button variant="default" onClick={closeDialog}>{t("common.cancel")}</Button><Button type="submit">{t("common.save")}</Button></Group>
    </form>
  );
}
