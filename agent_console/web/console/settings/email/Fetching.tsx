import { NativeSelect, NumberInput, Stack, Switch, TagsInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { ImapSettings } from "../../api/settings";
import { historyChoices } from "./email";
import type { CardProps } from "./form";

/** What is fetched, how soon, how far back, and what becomes of it on the server. */
export function Fetching({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { imap } = settings;
  const change = (part: Partial<ImapSettings>): void => set({ imap: { ...imap, ...part } });
  const days = (count: number): string => (count > 0 ? t("mailInbox.fetch.days", { count }) : t(count === 0 ? "mailInbox.fetch.fromNow" : "mailInbox.fetch.everything"));
  return (
    <Stack>
      <NativeSelect label={t("mailInbox.fetch.history")} description={t("mailInbox.fetch.historyHint")} value={String(imap.history_days)} disabled={disabled} onChange={(event) => change({ history_days: Number(event.currentTarget.value) })} data={historyChoices(imap).map((count) => ({ value: String(count), label: days(count) }))} />
      <TagsInput label={t("mailInbox.fetch.folders")} description={t("mailInbox.fetch.foldersHint")} dir="ltr" maxTags={20} value={imap.folders} disabled={disabled} acceptValueOnBlur splitChars={["\n"]} onChange={(folders) => change({ folders: folders.length > 0 ? folders : ["INBOX"] })} />
      <NativeSelect label={t("mailInbox.fetch.after")} description={t("mailInbox.fetch.afterHint")} value={imap.after} disabled={disabled} onChange={(event) => change({ after: event.currentTarget.value as ImapSettings["after"] })} data={(["leave", "seen", "move"] as const).map((value) => ({ value, label: t(`mailInbox.fetch.after_${value}`) }))} />
      {imap.after === "move" && <TextInput label={t("mailInbox.fetch.moveTo")} required dir="ltr" value={imap.move_to} disabled={disabled} onChange={(event) => change({ move_to: event.currentTarget.value })} />}
      <Switch label={t("mailInbox.fetch.idle")} description={t("mailInbox.fetch.idleHint")} checked={imap.idle} disabled={disabled} onChange={(event) => change({ idle: event.currentTarget.checked })} />
      <NumberInput label={t("mailInbox.fetch.poll")} description={t("mailInbox.fetch.pollHint")} min={5} max={3600} allowDecimal={false} value={imap.poll_s} disabled={disabled} onChange={(value) => value !== "" && change({ poll_s: Number(value) })} />
      <NumberInput label={t("mailInbox.fetch.connections")} description={t("mailInbox.fetch.connectionsHint")} min={1} max={10} allowDecimal={false} value={settings.smtp.connections} disabled={disabled} onChange={(value) => value !== "" && set({ smtp: { ...settings.smtp, connections: Number(value) } })} />
    </Stack>
  );
}
