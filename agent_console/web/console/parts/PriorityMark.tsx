import { IconArrowDown, IconArrowUp, IconChevronsUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Priority } from "../api/types";

/** Shown only where it says something: normal needs no mark. */
export function PriorityMark({ priority, size = 15 }: { priority: Priority; size?: number }) {
  const { t } = useTranslation();
  if (priority === "normal") return null;
  const Icon = { urgent: IconChevronsUp, high: IconArrowUp, low: IconArrowDown }[priority];
  const color = { urgent: "var(--p-bad)", high: "var(--p-warn)", low: "var(--p-quiet)" }[priority];
  const label = t("priority.label", { priority: t(`priority.${priority}`) });
  return <Icon size={size} stroke={2.4} color={color} role="img" aria-label={label} style={{ flex: "none" }} />;
}
