import { Anchor, NativeSelect, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import css from "../Settings.module.css";
import type { CardProps } from "./form";

/** What becomes of spam and of mail to many, and whose word on a sender counts. */
export function SortingCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const choices = (["file", "open"] as const).map((value) => ({ value, label: t(`mailInbox.sorting.${value}`) }));
  return (
    <section className={css.card}>
      <h2>{t("mailInbox.sorting.title")}</h2>
      <Stack>
        <NativeSelect label={t("mailInbox.sorting.spam")} value={settings.spam} disabled={disabled} data={choices} onChange={(event) => set({ spam: event.currentTarget.value as "file" | "open" })} />
        <NativeSelect label={t("mailInbox.sorting.lists")} value={settings.lists} disabled={disabled} data={choices} onChange={(event) => set({ lists: event.currentTarget.value as "file" | "open" })} />
        <Text size="sm" c="dimmed">{t("mailInbox.sorting.hint")} <Anchor component={Link} to="/supervisor/filed" size="sm">{t("mailInbox.filed.title")}</Anchor></Text>
        <TagsInput label={t("mailInbox.sorting.ownLists")} description={t("mailInbox.sorting.ownListsHint")} placeholder="support.example.com" dir="ltr" maxTags={50} value={settings.own_lists} disabled={disabled} acceptValueOnBlur onChange={(own_lists) => set({ own_lists })} />
        <TextInput label={t("mailInbox.sorting.authserv")} description={t("mailInbox.sorting.authservHint")} placeholder="mx.example.com" dir="ltr" value={settings.authserv_id} disabled={disabled} onChange={(event) => set({ authserv_id: event.currentTarget.value })} />
      </Stack>
    </section>
  );
}
