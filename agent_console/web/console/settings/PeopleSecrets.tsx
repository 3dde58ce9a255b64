import { Button, Code, CopyButton, Group, Modal, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../api/http";
import type { User } from "../api/settings";
import { useMay } from "../app/session";
import { tellProblem } from "../parts/notify";

/** A new password for somebody who lost theirs. */
export function PeopleSecrets({ user, onPassword }: { user: User; onPassword: (password: string) => void }) {
  const { t } = useTranslation();
  const may = useMay("settings.edit");
  const reset = useMutation({
    mutationFn: () => post<{ password: string }>(`/users/${user.id}/reset-password`),
    onSuccess: ({ password }) => onPassword(password),
    onError: tellProblem,
  });
  return may ? <Button variant="default" loading={reset.isPending} onClick={() => reset.mutate()}>{t("settings.resetPassword")}</Button> : null;
}

/** A secret that is shown once, to be copied. */
export function usePasswordDialog() {
  const { t } = useTranslation();
  const [secret, show] = useState<string | null>(null);
  const element = (
    <Modal opened={secret !== null} onClose={() => show(null)} title={t("settings.newSecret")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <Text size="sm" c="dimmed" mb="sm">{t("settings.newSecretHint")}</Text>
      <Group wrap="nowrap">
        <Code fz="md" p="sm" style={{ flex: 1, overflowWrap: "anywhere", direction: "ltr" }} data-testid="new-secret">{secret}</Code>
        <CopyButton value={secret ?? ""}>{({ copied, copy }) => <Button variant="light" onClick={copy}>{t(copied ? "common.copied" : "common.copy")}</Button>}</CopyButton>
      </Group>
    </Modal>
  );
  return { show, element };
}
