import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { SmsInbox, SmsSettings } from "../../api/settings";
import timeline from "../../timeline/Timeline.module.css";
import type { Basics } from "../InboxPage";
import css from "../Settings.module.css";
import { CheckPanel } from "../email/CheckPanel";
import mail from "../email/Email.module.css";
import { LineCard } from "../email/LineCard";
import { BasicCard } from "../inbox/BasicCard";
import { Trouble } from "../Trouble";
import { type Secrets, typedSecrets } from "../twilio/twilio";
import { useTwilioCheck } from "../twilio/useTwilioCheck";
import { useCrud } from "../useCrud";
import { AccountCard } from "./AccountCard";
import { SendingCard } from "./SendingCard";
import { WebhookCard } from "./WebhookCard";
import { withSmsDefaults } from "./sms";

/** One inbox for texts: the account, what Twilio has to know, and how its line fares. */
export default function SmsInboxPage({ inbox, editable }: { inbox: SmsInbox; editable: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const crud = useCrud<SmsInbox>("inboxes");
  // What the form was filled from: a newer one that comes in must not pass for what this person saw.
  const [base, setBase] = useState(inbox);
  const [basics, setBasics] = useState<Basics>(() => {
    const { name, queue_id, language, greeting, enabled, reopen_window_s } = inbox;
    return { name, queue_id, language, greeting, enabled, reopen_window_s };
  });
  const [settings, setSettings] = useState(() => withSmsDefaults(inbox.settings));
  const [secrets, setSecrets] = useState<Secrets>({});
  const [asks, setAsks] = useState(false);
  const check = useTwilioCheck("sms", settings, secrets, base.id, basics.language);
  const error = crud.save.error ?? crud.remove.error;
  const alert = useRef<HTMLDivElement>(null);
  // The form is long: what is wrong comes into sight, wherever Save was pressed.
  useEffect(() => { if (error) alert.current?.scrollIntoView({ block: "center" }); }, [error]);
  const set = (change: Partial<SmsSettings>): void => setSettings((old) => ({ ...old, ...change }));
  const save = (): void => {
    const given = typedSecrets(secrets);
    crud.save.mutate({ old: base, values: { ...basics, settings, ...(Object.keys(given).length > 0 && { secrets: given }) } }, {
      onSuccess: (stored) => {
        setBase(stored);
        setSettings(withSmsDefaults(stored.settings));
        setSecrets({});
      },
    });
  };
  return (
    <>
      <div className={css.head}>
        <ActionIcon component={Link} to="/settings/inboxes" size="lg" aria-label={t("common.back")}><IconArrowLeft size={20} className={timeline.flip} /></ActionIcon>
        <h1><bdi>{base.name}</bdi></h1>
      </div>
      <div className={mail.split}>
        <form onSubmit={(event) => { event.preventDefault(); save(); }}>
          <div ref={alert}>{error && <Trouble error={error} />}</div>
          <BasicCard mail basics={basics} set={(change) => setBasics((old) => ({ ...old, ...change }))} disabled={!editable} />
          <AccountCard form={{ settings, set, secrets, setSecret: (name, value) => setSecrets((old) => ({ ...old, [name]: value })), stored: base.secret_names, disabled: !editable }} />
          <WebhookCard publicKey={base.public_key} />
          {editable && <section className={css.card}><h2>{t("sms.test")}</h2><CheckPanel check={check} /></section>}
          <SendingCard settings={settings} set={set} disabled={!editable} />
          {editable && (
            <Group justify="space-between" maw={620}>
              {asks
                ? <Button color="red" loading={crud.remove.isPending} onClick={() => crud.remove.mutate(base, { onSuccess: () => void navigate("/settings/inboxes") })}>{t("inbox.deleteSure")}</Button>
                : <Button variant="subtle" color="red" onClick={() => setAsks(true)}>{t("common.delete")}</Button>}
              <Button type="submit" loading={crud.save.isPending} data-testid="inbox-save">{t("common.save")}</Button>
            </Group>
          )}
        </form>
        <div className={mail.side}><LineCard inboxId={base.id} /></div>
      </div>
    </>
  );
}
