import { Button, Popover, SegmentedControl, Select, Stack, TextInput } from "@mantine/core";
import { IconCalendar } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CHANNELS } from "../api/types";
import { useMe } from "../app/session";
import css from "./Intelligence.module.css";
import { LENGTHS, USUAL, plusDays } from "./period";
import { useFigures } from "./useFigures";
import type { View } from "./useView";

/** What time, queue and channel the page is about. */
export function Toolbar({ view }: { view: View }) {
  const { t } = useTranslation();
  const { queues } = useMe();
  const { length, change } = view;
  const select = (name: "queue" | "channel", data: { value: string; label: string }[]) => (
    <Select size="sm" w={168} data={data} value={view[name]} onChange={(value) => change({ [name]: value })} clearable searchable={data.length > 7} placeholder={t(`intelligence.any.${name}`)} aria-label={t(`filter.${name}`)}
      clearButtonProps={{ "aria-label": t("common.clear") }} data-testid={`pick-${name}`} />
  );
  return (
    <div className={css.toolbar} role="group" aria-label={t("filter.title")}>
      <SegmentedControl size="sm" value={length === null ? "own" : String(length)} aria-label={t("intelligence.period.title")} data-testid="period"
        data={LENGTHS.map((days) => ({ value: String(days), label: t("intelligence.period.days", { count: days }) }))}
        onChange={(value) => change({ from: null, to: null, days: Number(value) === USUAL ? null : value })} />
      <OwnPeriod view={view} />
      {queues.length > 1 && select("queue", queues.map((one) => ({ value: one.id, label: one.name })))}
      {select("channel", CHANNELS.map((value) => ({ value, label: t(`channel.${value}`) })))}
    </div>
  );
}

/** Two days of one's own; both are part of the period. */
function OwnPeriod({ view }: { view: View }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const [open, setOpen] = useState(false);
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const { period, length, today, change } = view;
  const begin = (): void => {
    setFrom(period.from);
    setUntil(plusDays(period.to, -1));
    setOpen(!open);
  };
  const wrong = !from || !until || from > until;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" width={250} shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Button variant={length === null ? "light" : "default"} size="sm" fw={500} leftSection={<IconCalendar size={16} />} aria-expanded={open} onClick={begin} data-testid="own-period">
          {length === null ? figures.period(period) : t("intelligence.period.own")}
        </Button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("intelligence.period.own")}>
        <form onSubmit={(event) => {
          event.preventDefault();
          if (wrong) return;
          change({ days: null, from, to: plusDays(until, 1) });
          setOpen(false);
        }}>
          <Stack gap="xs">
            <TextInput type="date" label={t("intelligence.period.from")} value={from} max={today} onChange={(event) => setFrom(event.currentTarget.value)} data-autofocus />
            <TextInput type="date" label={t("intelligence.period.until")} value={until} min={from} max={today} onChange={(event) => setUntil(event.currentTarget.value)} error={from && until && from > until ? t("intelligence.period.wrong") : null} />
            <Button type="submit" disabled={wrong}>{t("intelligence.period.show")}</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  );
}
