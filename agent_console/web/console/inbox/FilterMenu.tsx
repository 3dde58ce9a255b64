import { ActionIcon, Button, Indicator, Popover, Select, Stack, Tooltip } from "@mantine/core";
import { IconArrowsSort, IconFilter } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CATEGORIES, CHANNELS, SENTIMENTS } from "../api/types";
import { useMe } from "../app/session";
import { useInboxNames } from "../settings/lists";
import type { Filter } from "../state/conversations";
import { conversations } from "../state/live";
import { filter as store, narrow, narrowing, widen } from "./filter";

export function SortMenu({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const next = filter.sort === "changed" ? "waiting" : "changed";
  return (
    <Button variant="subtle" color="gray" size="compact-sm" fw={500} leftSection={<IconArrowsSort size={15} />} me="auto"
      onClick={() => narrow({ sort: next })} aria-label={t("list.sortBy", { order: t(`sort.${filter.sort}`) })}>
      {t(`sort.${filter.sort}`)}
    </Button>
  );
}

/** Everything that narrows the list beyond its view. */
export function FilterMenu({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const me = useMe();
  const inboxes = useInboxNames();
  const labels = [...new Set([...conversations.get().values()].flatMap((one) => one.labels))].sort();
  const count = narrowing(filter);
  const [open, setOpen] = useState(false);
  const pick = (key: "category" | "queue" | "inbox" | "channel" | "label" | "sentiment", data: { value: string; label: string }[]) => (
    <Select key={key} size="sm" label={t(`filter.${key}`)} data={data} value={filter[key]} clearable placeholder={t("filter.any")}
      onChange={(value) => narrow(key === "category" ? { category: value, state: null } : { [key]: value })} comboboxProps={{ withinPortal: false }} searchable={data.length > 7}
      clearButtonProps={{ "aria-label": t("common.clear") }} />
  );
  const words = (values: readonly string[], prefix: string) => values.map((value) => ({ value, label: t(`${prefix}.${value}`) }));
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={280} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Tooltip label={t("filter.title")}>
          <Indicator disabled={count === 0} label={count} size={16} offset={4}>
            <ActionIcon aria-label={t("filter.title")} aria-expanded={open} onClick={() => setOpen(!open)} data-testid="filter-menu"><IconFilter size={17} /></ActionIcon>
          </Indicator>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("filter.title")}>
        <Stack gap="xs">
          {pick("category", words(CATEGORIES, "category"))}
          {pick("queue", me.queues.map((q) => ({ value: q.id, label: q.name })))}
          {inboxes.length > 0 && pick("inbox", inboxes)}
          {pick("channel", words(CHANNELS, "channel"))}
          {pick("sentiment", words(SENTIMENTS, "sentiment"))}
          {labels.length > 0 && pick("label", labels.map((value) => ({ value, label: value })))}
          <Button variant="default" disabled={narrowing(store.get()) === 0} onClick={widen}>{t("list.clearFilters")}</Button>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}
