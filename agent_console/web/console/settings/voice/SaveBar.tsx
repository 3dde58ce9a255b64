import { Button, Group, Text } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import voice from "./Voice.module.css";

interface Props { dirty: boolean; wrong: number; saving: boolean; removing: boolean; onRemove: () => void }

/** Save, always in sight: the form is longer than the screen. */
export function SaveBar({ dirty, wrong, saving, removing, onRemove }: Props) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  return (
    <div className={voice.bar} data-dirty={dirty}>
      {asks
        ? <Group gap={8}><Button color="red" loading={removing} onClick={onRemove}>{t("inbox.deleteSure")}</Button><Button variant="default" onClick={() => setAsks(false)}>{t("common.cancel")}</Button></Group>
        : <Button variant="subtle" color="red" onClick={() => setAsks(true)}>{t("common.delete")}</Button>}
      <Group gap={12} wrap="nowrap">
        <Text size="sm" c={wrong > 0 ? "var(--p-bad)" : "dimmed"} role="status">{wrong > 0 ? t("voiceInbox.wrong.count", { count: wrong }) : dirty ? t("voiceInbox.unsaved") : ""}</Text>
        <Button type="submit" loading={saving} data-testid="inbox-save">{t("common.save")}</Button>
      </Group>
    </div>
  );
}
