import { CloseButton, Group, Progress, Text } from "@mantine/core";
import { IconPaperclip } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../format/time";
import css from "./Composer.module.css";
import { type Upload, dropFile } from "./useFiles";

export function FileChips({ id, files }: { id: string; files: readonly Upload[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (files.length === 0) return null;
  return (
    <Group gap={6} px={12} pt={8} role="list" aria-label={t("files.label")}>
      {files.map((one) => (
        <div key={one.key} className={css.chip} role="listitem" data-problem={one.problem ? true : undefined}>
          <IconPaperclip size={14} aria-hidden />
          <div style={{ minWidth: 0 }}>
            <Text size="xs" truncate dir="auto">{one.name}</Text>
            {one.problem ? <Text size="xs" c="var(--p-bad)" role="alert">{one.problem}</Text>
              : one.file ? <Text size="xs" c="dimmed">{format.bytes(one.size)}</Text>
              : <Progress value={one.part * 100} size={4} mt={5} mb={4} aria-label={t("files.uploading", { name: one.name })} />}
          </div>
          <CloseButton size="sm" aria-label={t("files.remove", { name: one.name })} onClick={() => dropFile(id, one.key)} />
        </div>
      ))}
    </Group>
  );
}
