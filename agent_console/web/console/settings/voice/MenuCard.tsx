import { Button, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import { MenuRow } from "./MenuRow";
import { PromptField } from "./PromptField";
import voice from "./Voice.module.css";
import type { VoiceForm } from "./form";
import { type Own, ownMenu } from "./own";
import { type FormMenu, type Row, firstMenu, freeDigit, moved, newRow } from "./voice";

/** What callers can choose from before they wait: keys, spoken words, and what each does. */
export function MenuCard({ form, own }: { form: VoiceForm; own: (words: readonly Own[]) => string }) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  const { menu } = settings;
  // Switched off by mistake and on again, the menu is the one that stood there.
  const [last, setLast] = useState<FormMenu | null>(null);
  const change = (part: Partial<FormMenu>): void => { if (menu) set({ menu: { ...menu, ...part } }); };
  const turn = (on: boolean): void => {
    if (menu) setLast(menu);
    set({ menu: on ? (last ?? firstMenu()) : null });
  };
  const heading = useId();
  const free = menu ? freeDigit(menu.options) : undefined;
  const wrong = errorAt("menu");
  return (
    <section className={css.card} data-testid="menu-card">
      <h2>{t("voiceInbox.menu.title")}</h2>
      <Stack>
        <Switch label={t("voiceInbox.menu.on")} description={t("voiceInbox.menu.onHint")} checked={menu !== null} disabled={disabled} onChange={(event) => turn(event.currentTarget.checked)} data-testid="menu-on" />
        {menu && (
          <>
            <PromptField label={t("voiceInbox.menu.prompt")} hint={t("voiceInbox.menu.promptHint")} own={own(ownMenu(menu))} prompt={menu.prompt} onChange={(prompt) => change({ prompt })} error={errorAt("menu.prompt")} disabled={disabled} testid="prompt-menu" />
            <div>
              <Text size="sm" fw={500} id={heading}>{t("voiceInbox.menu.options")}</Text>
              <Text size="xs" c="dimmed">{t(menu.speech ? "voiceInbox.menu.wordsHint" : "voiceInbox.menu.wordsOffHint")}</Text>
            </div>
            <ol className={voice.rows} aria-labelledby={heading}>
              {menu.options.map((row, index) => (
                <MenuRow key={row.key} row={row} index={index} count={menu.options.length} taken={menu.options.filter((one) => one !== row).map((one) => one.digit)} disabled={disabled} errorAt={errorAt} voicemail={settings.voicemail.on}
                  onChange={(next: Partial<Row>) => change({ options: menu.options.map((one) => (one.key === row.key ? { ...one, ...next } : one)) })}
                  onMove={(by) => change({ options: moved(menu.options, index, by) })}
                  onRemove={() => change({ options: menu.options.filter((one) => one.key !== row.key) })} />
              ))}
            </ol>
            {wrong && <Text size="sm" c="var(--p-bad)" role="alert">{wrong}</Text>}
            {!disabled && <Button variant="default" leftSection={<IconPlus size={15} />} style={{ alignSelf: "flex-start" }} disabled={free === undefined} onClick={() => free && change({ options: [...menu.options, newRow(free)] })} data-testid="menu-add">{t("voiceInbox.menu.add")}</Button>}
            <Switch label={t("voiceInbox.menu.speech")} description={t("voiceInbox.menu.speechHint")} checked={menu.speech} disabled={disabled} onChange={(event) => change({ speech: event.currentTarget.checked })} data-testid="menu-speech" />
            <NumberInput label={t("voiceInbox.menu.tries")} description={t("voiceInbox.menu.triesHint")} min={1} max={5} allowDecimal={false} w={220} value={menu.tries} error={errorAt("menu.tries")} disabled={disabled} onChange={(value) => value !== "" && change({ tries: Number(value) })} />
          </>
        )}
      </Stack>
    </section>
  );
}
