import { Stack, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "../Settings.module.css";
import type { CardProps } from "./form";

/** Under which address and name customers know the inbox, and which other addresses end up in it. */
export function AddressCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  return (
    <section className={css.card}>
      <h2>{t("mailInbox.addresses")}</h2>
      <Stack>
        <TextInput label={t("mailInbox.address")} type="email" required dir="ltr" value={settings.address} disabled={disabled} onChange={(event) => set({ address: event.currentTarget.value.trim() })} />
        <TextInput label={t("mailInbox.senderName")} description={t("mailInbox.senderNameHint")} dir="auto" value={settings.sender_name} disabled={disabled} onChange={(event) => set({ sender_name: event.currentTarget.value })} />
        <TagsInput label={t("mailInbox.aliases")} description={t("mailInbox.aliasesHint")} placeholder="sales@example.com" dir="ltr" maxTags={50} splitChars={[",", ";", " "]} value={settings.aliases} disabled={disabled} acceptValueOnBlur onChange={(aliases) => set({ aliases })} />
      </Stack>
    </section>
  );
}
