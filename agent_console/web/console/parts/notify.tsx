import { Button, Group, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18n from "i18next";
import { Problem } from "../api/problem";

/** Says what happened and what to do about it. */
export function tellProblem(error: unknown): void {
  const problem = error instanceof Problem ? error : null;
  const offline = problem?.code === "offline";
  notifications.show({
    color: "red",
    closeButtonProps: { "aria-label": i18n.t("common.close") },
    title: <div dir="auto">{offline ? i18n.t("errors.offline") : (problem?.message ?? i18n.t("errors.unexpected"))}</div>,
    // What the server says is English, whatever the screen's language is.
    message: <div dir="auto">{offline ? i18n.t("errors.offlineRemedy") : (problem?.remedy ?? "")}</div>,
    autoClose: 8000,
  });
}

export function tellDone(message: string, undo?: () => unknown): void {
  const id = crypto.randomUUID();
  const back = (): void => {
    notifications.hide(id);
    Promise.resolve(undo?.()).catch(tellProblem);
  };
  notifications.show({
    id,
    withBorder: true,
    closeButtonProps: { "aria-label": i18n.t("common.close") },
    autoClose: undo ? 7000 : 4000,
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm">{message}</Text>
        {undo && (
          <Button size="compact-sm" variant="light" flex="none" onClick={back}>
            {i18n.t("common.undo")}
          </Button>
        )}
      </Group>
    ),
  });
}
