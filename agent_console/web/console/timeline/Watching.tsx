import { Avatar, Text, Tooltip } from "@mantine/core";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { initials } from "../parts/Face";
import { watching } from "../state/live";
import { useStore } from "../state/store";

/** Who else looks at this conversation, and who of them is writing: two must not answer at once. */
export function Watching({ id }: { id: string }) {
  const { t } = useTranslation();
  const others = useStore(watching, (all) => all.get(id));
  if (!others || others.length === 0) return null;
  const writing = others.filter((one) => one.writing);
  return (
    <span role="status" style={{ display: "inline-flex", alignItems: "center", gap: 6 }} data-testid="watching">
      {others.slice(0, 3).map((one) => (
        <Tooltip key={one.id} label={t(one.writing ? "watching.writes" : "watching.looks", { name: one.name })}>
          <Avatar role="img" size={22} radius="xl" color={one.writing ? "orange" : "gray"} aria-label={t(one.writing ? "watching.writes" : "watching.looks", { name: one.name })}>
            {one.writing ? <IconPencil size={12} /> : initials(one.name)}
          </Avatar>
        </Tooltip>
      ))}
      {writing[0] && <Text size="xs" c="var(--p-warn)" fw={550} visibleFrom="sm">{t("watching.writes", { name: writing[0].name })}</Text>}
    </span>
  );
}
