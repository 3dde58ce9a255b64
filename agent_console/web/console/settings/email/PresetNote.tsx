import { Alert, Anchor } from "@mantine/core";
import { IconInfoCircle } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Preset } from "./presets";

/** What a provider wants before it lets a program in. */
export function PresetNote({ preset }: { preset: Preset | null }) {
  const { t } = useTranslation();
  if (!preset?.note) return null;
  return (
    <Alert variant="light" icon={<IconInfoCircle size={18} />} title={preset.name} data-testid="preset-note">
      {t(`mailInbox.note.${preset.note}`)}
      {preset.help && <div><Anchor href={preset.help} target="_blank" rel="noreferrer" size="sm">{t("mailInbox.providerHelp")}</Anchor></div>}
    </Alert>
  );
}
