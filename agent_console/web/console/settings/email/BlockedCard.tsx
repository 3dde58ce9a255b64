import { ActionIcon, Button, Group, Text, TextInput } from "@mantine/core";
import { IconPlus, IconSearch, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import mail from "./Email.module.css";
import { blockedFrom } from "./email";
import type { CardProps } from "./form";

const SHOWN = 100;
const MOST = 5000;

/** Whose mail is filed unread: addresses and whole domains. */
export function BlockedCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { blocked } = settings;
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [bad, setBad] = useState<string[]>([]);
  const found = blocked.filter((one) => one.includes(wanted.trim().toLowerCase()));
  const add = (): void => {
    const given = blockedFrom(typed);
    set({ blocked: [...new Set([...given.good, ...blocked])].slice(0, MOST) });
    setBad(given.bad);
    setTyped(given.bad.join(" "));
  };
  return (
    <section className={css.card} data-testid="blocked-card">
      <h2>{t("mailInbox.blocked.title")}</h2>
      <Text size="sm" c="dimmed" mb="sm">{t("mailInbox.blocked.hint")}</Text>
      {!disabled && (
        <Group gap={8} align="flex-end" wrap="nowrap" mb="sm">
          <TextInput flex={1} label={t("mailInbox.blocked.add")} placeholder="somebody@example.com, example.net" dir="ltr" value={typed} data-testid="block-input" onChange={(event) => { setTyped(event.currentTarget.value); setBad([]); }}
            onKeyDown={(event) => { if (event.key === "Enter") { event.preventDefault(); add(); } }} />
          <Button variant="default" leftSection={<IconPlus size={15} />} disabled={!typed.trim() || bad.length > 0} onClick={add}>{t("common.add")}</Button>
        </Group>
      )}
      {bad.length > 0 && <Text size="sm" c="var(--p-bad)" mb="sm" role="alert">{t("mailInbox.blocked.bad", { words: bad.join(", ") })}</Text>}
      {blocked.length === 0 && <Text size="sm">{t("mailInbox.blocked.none")}</Text>}
      {blocked.length > 8 && <TextInput mb="sm" leftSection={<IconSearch size={15} />} placeholder={t("mailInbox.blocked.search")} aria-label={t("mailInbox.blocked.search")} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />}
      {found.length > 0 && (
        <ul className={mail.blocked} tabIndex={0} aria-label={t("mailInbox.blocked.title")}>
          {found.slice(0, SHOWN).map((one) => (
            <li key={one}>
              <span>{one.startsWith("@") ? t("mailInbox.blocked.domain", { domain: one.slice(1) }) : <bdi>{one}</bdi>}</span>
              {!disabled && <ActionIcon aria-label={t("mailInbox.blocked.remove", { name: one })} onClick={() => set({ blocked: blocked.filter((it) => it !== one) })}><IconX size={15} /></ActionIcon>}
            </li>
          ))}
        </ul>
      )}
      {blocked.length > 0 && <Text size="xs" c="dimmed" mt={6}>{found.length > SHOWN ? t("mailInbox.blocked.shown", { shown: SHOWN, count: found.length }) : t("mailInbox.blocked.count", { count: found.length })}</Text>}
    </section>
  );
}
