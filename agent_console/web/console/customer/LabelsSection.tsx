import { ActionIcon, Pill, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { setLabels } from "../actions/actions";
import type { Conversation } from "../api/types";
import { openDialog } from "../dialogs/dialogs";
import { Section } from "./Section";

export function LabelsSection({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const plus = <ActionIcon size="sm" aria-label={t("action.labels")} onClick={() => openDialog("labels", [one.id])}><IconPlus size={15} /></ActionIcon>;
  return (
    <Section title={t("customer.labels")} action={plus}>
      {one.labels.length === 0 && <Text size="sm" c="dimmed">{t("customer.noLabels")}</Text>}
      <Pill.Group gap={5}>
        {one.labels.map((label) => (
          <Pill key={label} withRemoveButton onRemove={() => void setLabels([one.id], [], [label])} removeButtonProps={{ "aria-label": t("customer.removeLabel", { label }), tabIndex: 0, "aria-hidden": false }}>{label}</Pill>
        ))}
      </Pill.Group>
    </Section>
  );
}
