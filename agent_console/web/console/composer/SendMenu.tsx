import { ActionIcon, Button, Group, Menu, Popover, Stack, TextInput } from "@mantine/core";
import { IconCheck, IconChevronDown, IconClock, IconSend2 } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { inputTime } from "../dialogs/times";
import { useFormat } from "../format/time";
import css from "../timeline/Timeline.module.css";
import later from "./Scheduled.module.css";
import { LONGEST_MS, SOONEST_MS, allowed, dayWord, moments } from "./later";

interface Props { disabled: boolean; note: boolean; onSend: (how: { resolve?: boolean; sendAt?: string }) => void }

/** Send now; or send and resolve; or send later. */
export function SendMenu({ disabled, note, onSend }: Props) {
  const { t } = useTranslation();
  /** When the moments were offered; null: they are not. */
  const [since, setSince] = useState<Date | null>(null);
  const schedule = (at: Date): void => {
    setSince(null);
    onSend({ sendAt: at.toISOString() });
  };
  return (
    <Group gap={1} wrap="nowrap" ms="auto">
      <Button size="compact-md" disabled={disabled} onClick={() => onSend({})} data-testid="composer-send" leftSection={<IconSend2 size={16} className={css.flip} />}
        styles={note ? {} : { root: { borderStartEndRadius: 0, borderEndEndRadius: 0 } }}>
        {t(note ? "composer.saveNote" : "composer.send")}
      </Button>
      {!note && (
        <Popover opened={since !== null} onChange={(open) => open || setSince(null)} position="top-end" width="min(23rem, calc(100vw - 20px))" shadow="md" trapFocus withRoles={false}>
          <Popover.Target>
            <span>
              <Menu position="top-end" width={230}>
                <Menu.Target>
                  <ActionIcon variant="filled" color="ink" size={30} disabled={disabled} aria-label={t("composer.moreSend")}
                    styles={{ root: { borderStartStartRadius: 0, borderEndStartRadius: 0 } }} data-testid="composer-send-menu"><IconChevronDown size={16} /></ActionIcon>
                </Menu.Target>
                <Menu.Dropdown>
                  <Menu.Item leftSection={<IconCheck size={16} />} onClick={() => onSend({ resolve: true })} data-testid="composer-send-resolve">{t("composer.sendResolve")}</Menu.Item>
                  <Menu.Item leftSection={<IconClock size={16} />} onClick={() => setSince(new Date())} data-testid="composer-send-later">{t("composer.sendLater")}</Menu.Item>
                </Menu.Dropdown>
              </Menu>
            </span>
          </Popover.Target>
          <Popover.Dropdown role="dialog" aria-label={t("composer.sendLater")} p="sm">
            {since && <Moments since={since} onPick={schedule} />}
          </Popover.Dropdown>
        </Popover>
      )}
    </Group>
  );
}

/** Ready-made moments, and one's own. */
function Moments({ since, onPick }: { since: Date; onPick: (at: Date) => void }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const now = since.getTime();
  const [own, setOwn] = useState("");
  const right = allowed(new Date(own), Date.now());
  return (
    <Stack gap={2}>
      {moments(since).map(({ name, at }) => (
        <button key={name} type="button" className={later.choice} onClick={() => onPick(at)} data-testid={`later-${name}`}>
          {t(`snooze.${name}`)}
          <small>{t("scheduled.when", { day: dayWord(at.toISOString(), now, i18n.language), time: format.time(at.toISOString()) })}</small>
        </button>
      ))}
      <Group align="flex-end" gap="xs" mt={6} px={10} pb={4} component="form" onSubmit={(event) => { event.preventDefault(); if (right) onPick(new Date(own)); }}>
        <TextInput flex="1 1 190px" type="datetime-local" label={t("composer.sendAt")} value={own} onChange={(event) => setOwn(event.currentTarget.value)}
          min={inputTime(new Date(now + SOONEST_MS))} max={inputTime(new Date(now + LONGEST_MS))} data-testid="later-own" />
        <Button type="submit" disabled={!right} data-testid="later-submit">{t("composer.sendLater")}</Button>
      </Group>
    </Stack>
  );
}
