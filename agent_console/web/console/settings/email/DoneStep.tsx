import { Button, Group, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EmailInbox } from "../../api/settings";
import css from "../Settings.module.css";
import { LineCard } from "./LineCard";
import mail from "./Email.module.css";
import { withEmailDefaults } from "./email";

/** What happens now, and what is worth doing next. */
export function DoneStep({ inbox, tested }: { inbox: EmailInbox; tested: boolean }) {
  const { t } = useTranslation();
  const { address, imap } = withEmailDefaults(inbox.settings);
  const history = imap.history_days > 0 ? t("mailInbox.done.days", { count: imap.history_days }) : t(imap.history_days === 0 ? "mailInbox.done.fromNow" : "mailInbox.done.everything");
  return (
    <>
      <section className={css.card} data-testid="wizard-done">
        <Group gap={10} mb="md" wrap="nowrap">{tested ? <IconCircleCheck size={26} color="var(--p-good)" aria-hidden /> : <IconCircleDashed size={26} color="var(--p-warn)" aria-hidden />}<h2 style={{ margin: 0 }}>{t(tested ? "mailInbox.done.title" : "mailInbox.done.untested", { name: inbox.name })}</h2></Group>
        <ol className={mail.next}>
          {!tested && <li>{t("mailInbox.done.fix")}</li>}
          <li>{history} {t(`mailInbox.done.after_${imap.after}`, { folder: imap.move_to })}</li>
          <li>{t("mailInbox.done.try", { address })}</li>
          <li>{t("mailInbox.done.more")}</li>
        </ol>
        <Group mt="lg" gap={8}>
          <Button component={Link} to={`/settings/inboxes/${inbox.id}`} data-testid="to-inbox">{t("mailInbox.done.open")}</Button>
          <Button variant="default" component={Link} to="/settings/inboxes">{t("mailInbox.done.list")}</Button>
        </Group>
        {!inbox.enabled && <Text size="sm" mt="sm">{t("mailInbox.line.off")}</Text>}
      </section>
      <LineCard inboxId={inbox.id} />
    </>
  );
}
