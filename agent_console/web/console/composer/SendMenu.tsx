import { ActionIcon, Button, Group, Menu, Popover, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconChevronDown, IconClock, IconSend2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inputTime } from "../dialogs/times";
import css from "../timeline/Timeline.module.css";

interface Props { disabled: boolean; note: boolean; onSend: (how: { resolve?: boolean; sendAt?: string }) => void }

/** Send now; or send and resolve; or send later. */
export function SendMenu({ disabled, note, onSend }: Props) {
  const { t } = useTranslation();
  const [later, setLater] = useState(false);
  const [at, setAt] = useState("");
  const soonest = new Date(Date.now() + 60_000);
  const schedule = (): void => {
    setLater(false);
    onSend({ sendAt: new Date(at).toISOString() });
  };
  return (
    <Group gap={1} wrap="nowrap" ms="auto">
      <Button size="compact-md" disabled={disabled} onClick={() => onSend({})} data-testid="composer-send" leftSection={<IconSend2 size={16} className={css.flip} />}
        styles={note ? {} : { root: { borderStartEndRadius: 0, borderEndEndRadius: 0 } }}>
        {t(note ? "composer.saveNote" : "composer.send")}
      </Button>
      {!note && (
        <Popover opened={later} onChange={setLater} position="top-end" shadow="md" trapFocus withRoles={false}>
          <Popover.Target>
            <span>
              <Menu position="top-end" width={230}>
                <Menu.Target>
                  <ActionIcon variant="filled" color="ink" size={30} disabled={disabled} aria-label={t("composer.moreSend")}
                    styles={{ root: { borderStartStartRadius: 0, borderEndStartRadius: 0 } }} data-testid="composer-send-menu"><IconChevronDown size={16} /></ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => onSend({ resolve: true })} data-testid="composer-send-resolve">{t("composer.sendResolve")}</Menu.Item>
                  <Menu.Item leftSection={<IconClock size={16} />} onClick={() => { setAt(inputTime(new Date(Date.now() + 3_600_000))); setLater(true); }}>{t("composer.sendLater")}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </span>
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={t("composer.sendLater")}>
            <Stack gap="sm">
              <TextInput type="datetime-local" label={t("composer.sendAt")} min={inputTime(soonest)} value={at} onChange={(event) => setAt(event.currentTarget.value)} />
              <Button disabled={!at || new Date(at) < soonest} onClick={schedule}>{t("composer.sendLater")}</Button>
            </Stack>
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}
