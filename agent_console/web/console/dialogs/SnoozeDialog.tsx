import { Button, Group, TextInput } from "@mantine/core";
import { IconClockPause } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { snooze } from "../actions/actions";
import { useFormat } from "../format/time";
import { clearSelection } from "../inbox/selection";
import { ChoiceList } from "./ChoiceList";
import { closeDialog } from "./dialogs";
import { SNOOZES, type Snooze, inputTime, momentOf } from "./times";

export function SnoozeDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [now] = useState(() => new Date());
  const [own, setOwn] = useState("");
  const until = (moment: Date): void => {
    closeDialog();
    void snooze(ids, moment).then((done) => done && clearSelection());
  };
  return (
    <>
      <ChoiceList label={t("dialog.until")} onPick={({ id }) => until(momentOf(id as Snooze, now))}
        choices={SNOOZES.map((one) => ({ id: one, label: t(`snooze.${one}`), icon: <IconClockPause size={16} aria-hidden />, detail: format.full(momentOf(one, now).toISOString()) }))} />
      <Group align="flex-end" mt="md" component="form" onSubmit={(event) => { event.preventDefault(); until(new Date(own)); }}>
        <TextInput flex={1} type="datetime-local" label={t("dialog.ownTime")} min={inputTime(now)} value={own} onChange={(event) => setOwn(event.currentTarget.value)} />
        <Button type="submit" disabled={!own || new Date(own) <= now}>{t("action.snooze")}</Button>
      </Group>
    </>
  );
}
