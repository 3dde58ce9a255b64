import { ActionIcon, Tooltip } from "@mantine/core";
import { IconMailPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { openNewMail, useCanWrite } from "./newMail";

/** Writes to somebody first. */
export function NewMailButton() {
  const { t } = useTranslation();
  if (!useCanWrite()) return null;
  return (
    <Tooltip label={`${t("mail.new.title")} (C)`}>
      <ActionIcon aria-label={t("mail.new.title")} onClick={() => openNewMail()} data-testid="new-mail"><IconMailPlus size={17} /></ActionIcon>
    </Tooltip>
  );
}
