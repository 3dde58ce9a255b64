import { Anchor, NativeSelect, NumberInput, Stack, Switch, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Inbox } from "../../api/settings";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";
import { useSettings } from "../lists";

const MINUTE_S = 60;

/** Whether, when and from where a visitor who has left gets by mail what was written meanwhile. */
export function LeaverMailCard({ settings, set, disabled }: CardProps) {
  const { t } = useTranslation();
  const { mail } = settings;
  const inboxes = (useSettings<Inbox>("inboxes").data ?? []).filter((one) => one.channel === "email");
  const change = (part: Partial<typeof mail>): void => set({ mail: { ...mail, ...part } });
  const choices = [{ value: "", label: t("mailInbox.leaver.none") }, ...inboxes.map((one) => ({ value: one.id, label: one.name }))];
  // The one that is set stays visible, even if it is gone or not mine to see.
  if (mail.inbox_id && !inboxes.some((one) => one.id === mail.inbox_id)) choices.push({ value: mail.inbox_id, label: t("mailInbox.leaver.unknown") });
  return (
    <section className={css.card} data-testid="leaver-mail">
      <h2>{t("mailInbox.leaver.title")}</h2>
      <Stack>
        <Text size="sm" c="dimmed">{t("mailInbox.leaver.hint")}</Text>
        {inboxes.length === 0 && !mail.inbox_id
          ? <Text size="sm">{t("mailInbox.leaver.noInbox")} <Anchor component={Link} to="/settings/inboxes/new-email" size="sm">{t("mailInbox.add")}</Anchor></Text>
          : <NativeSelect label={t("mailInbox.leaver.inbox")} value={mail.inbox_id} disabled={disabled} data={choices} onChange={(event) => change({ inbox_id: event.currentTarget.value })} />}
        {mail.inbox_id && (
          <>
            <NumberInput label={t("mailInbox.leaver.after")} description={t("mailInbox.leaver.afterHint")} min={1} max={1440} allowDecimal={false} value={mail.unread_after_s / MINUTE_S} disabled={disabled} onChange={(value) => value !== "" && change({ unread_after_s: Math.round(Number(value) * MINUTE_S) })} />
            <Switch label={t("mailInbox.leaver.transcript")} description={t("mailInbox.leaver.transcriptHint")} checked={mail.transcript} disabled={disabled} onChange={(event) => change({ transcript: event.currentTarget.checked })} />
          </>
        )}
      </Stack>
    </section>
  );
}
