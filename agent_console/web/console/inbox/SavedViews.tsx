import { ActionIcon, Button, Group, Indicator, Popover, Stack, Text, TextInput, Tooltip } from "@mantine/core";
import { IconBookmark, IconTrash } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import { tellDone } from "../parts/notify";
import type { Filter } from "../state/conversations";
import { useStore } from "../state/store";
import css from "./Inbox.module.css";
import { filter as shown } from "./filter";
import { isShown, loadViews, removeView, saveView, savedViews } from "./keptViews";
import { clearSelection } from "./selection";

/** My saved views: one click shows a list again, and the present one is kept under a name. */
export function SavedViews({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const { user } = useMe();
  const views = useStore(savedViews, (value) => value);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState("");
  useEffect(() => loadViews(user.id), [user.id]);
  const current = views.find((one) => isShown(one, filter));
  const show = (wanted: Filter): void => {
    clearSelection();
    shown.set(wanted);
    setOpen(false);
  };
  const keep = (): void => {
    saveView(user.id, { name: name.trim(), filter });
    setName("");
    setOpen(false);
    tellDone(t("views.saved", { name: name.trim() }));
  };
  const remove = (old: string): void => tellDone(t("views.removed", { name: old }), removeView(user.id, old));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={290} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Tooltip label={current ? current.name : t("views.title")}>
          <Indicator disabled={!current} size={8} offset={5}>
            <ActionIcon aria-label={current ? t("views.titleIn", { name: current.name }) : t("views.title")} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="saved-views"><IconBookmark size={17} /></ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("views.title")}>
        <Stack gap={8}>
          {views.length === 0 && <Text size="sm" c="dimmed">{t("views.none")}</Text>}
          {views.map((one) => (
            <Group key={one.name} gap={4} wrap="nowrap">
              <button type="button" className={css.saved} aria-current={one === current || undefined} onClick={() => show(one.filter)} dir="auto">{one.name}</button>
              <ActionIcon size="sm" aria-label={t("views.remove", { name: one.name })} onClick={() => remove(one.name)}><IconTrash size={14} /></ActionIcon>
            </Group>
          ))}
          <Group component="form" gap={6} wrap="nowrap" align="flex-end" onSubmit={(event) => { event.preventDefault(); if (name.trim()) keep(); }}>
            <TextInput size="sm" flex={1} label={t("views.name")} maxLength={60} value={name} onChange={(event) => setName(event.currentTarget.value)} data-testid="saved-view-name" />
            <Button type="submit" disabled={!name.trim()} data-testid="saved-view-save">{t("common.save")}</Button>
          </Group>
          <Text size="xs" c="dimmed">{t("views.hint")}</Text>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
