import { Pill } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import { useInboxNames } from "../settings/lists";
import type { Filter } from "../state/conversations";
import css from "./Inbox.module.css";
import { isOwnCategory, narrow } from "./filter";

/** What narrows the list, in words, each taken away by a click: nobody wonders where the rest is. */
export function FilterChips({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const { queues } = useMe();
  const inboxes = useInboxNames();
  const states = filter.state?.split(",").map((one) => t(`state.${one}`, one)).join(", ");
  const chips: [string, string | null | undefined, Partial<Filter>][] = [
    ["state", states, { state: null, category: "open" }],
    ["call", filter.call === "live" ? t("supervisor.calls.title") : null, { call: null }],
    ["category", !filter.state && !isOwnCategory(filter) && (filter.category ? t(`category.${filter.category}`) : t("filter.anyState")) || null, { category: "open" }],
    ["queue", filter.queue && (queues.find((one) => one.id === filter.queue)?.name ?? t("filter.queue")), { queue: null }],
    ["inbox", filter.inbox && (inboxes.find((one) => one.value === filter.inbox)?.label ?? t("filter.inbox")), { inbox: null }],
    ["channel", filter.channel && t(`channel.${filter.channel}`), { channel: null }],
    ["sentiment", filter.sentiment && t(`sentiment.${filter.sentiment}`), { sentiment: null }],
    ["label", filter.label, { label: null }],
  ];
  const shown = chips.filter((chip): chip is [string, string, Partial<Filter>] => !!chip[1]);
  if (shown.length === 0) return null;
  return (
    <div className={css.chips} role="group" aria-label={t("filter.title")} data-testid="filter-chips">
      {shown.map(([key, words, without]) => (
        <Pill key={key} withRemoveButton onRemove={() => narrow(without)} removeButtonProps={{ "aria-label": t("filter.remove", { name: words }), tabIndex: 0, "aria-hidden": false }}>{words}</Pill>
      ))}
    </div>
  );
}
