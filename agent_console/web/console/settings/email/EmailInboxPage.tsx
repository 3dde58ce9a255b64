import { ActionIcon, Button, Group } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { get } from "../../api/http";
import type { EmailInbox } from "../../api/settings";
import { tellProblem } from "../../parts/notify";
import timeline from "../../timeline/Timeline.module.css";
import type { Basics } from "../InboxPage";
import { Conflict, MergedNote } from "../Conflict";
import css from "../Settings.module.css";
import { BasicCard } from "../inbox/BasicCard";
import { useCrud } from "../useCrud";
import { AcknowledgeCard } from "./AcknowledgeCard";
import { AddressCard } from "./AddressCard";
import { AnsweringCard } from "./AnsweringCard";
import { BlockedCard } from "./BlockedCard";
import { ConnectionCard } from "./ConnectionCard";
import mail from "./Email.module.css";
import { LineCard } from "./LineCard";
import { SortingCard } from "./SortingCard";
import { type Secrets, outgoingOf, secretsFor, settled, withEmailDefaults } from "./email";
import type { MailForm } from "./form";
import { type Merged, mergeThree } from "./merge";

type Values = { basics: Basics; settings: ReturnType<typeof withEmailDefaults> };
const valuesOf = (inbox: EmailInbox): Values => {
  const { name, queue_id, language, greeting, enabled, reopen_window_s } = inbox;
  return { basics: { name, queue_id, language, greeting, enabled, reopen_window_s }, settings: withEmailDefaults(inbox.settings) };
};
const outgoingIn = (inbox: EmailInbox) => outgoingOf(withEmailDefaults(inbox.settings), inbox.secret_names.includes("smtp_password"));

/** One mail inbox: everything that can be set, and how its line fares. */
export default function EmailInboxPage({ inbox, editable }: { inbox: EmailInbox; editable: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const crud = useCrud<EmailInbox>("inboxes");
  // What the form was filled from: a newer one that comes in must not pass for what this person saw.
  const [base, setBase] = useState(inbox);
  const [values, setValues] = useState(() => valuesOf(inbox));
  const [secrets, setSecrets] = useState<Secrets>({});
  const [outgoing, setOutgoing] = useState(() => outgoingIn(inbox));
  const [merged, setMerged] = useState<Merged<Values> | null>(null);
  const [asks, setAsks] = useState(false);
  const error = crud.save.error ?? crud.remove.error;
  const alert = useRef<HTMLDivElement>(null);
  // The form is long: what is wrong comes into sight, wherever Save was pressed.
  useEffect(() => { if (error || merged) void alert.current?.scrollIntoView({ block: "center" }); }, [error, merged]);
  const form: MailForm = {
    settings: values.settings, secrets, outgoing, setOutgoing, stored: base.secret_names, disabled: !editable,
    set: (change) => setValues((old) => ({ ...old, settings: { ...old.settings, ...change } })),
    setSecret: (name, value) => setSecrets((old) => ({ ...old, [name]: value })),
  };
  const fill = (stored: EmailInbox): void => {
    setBase(stored);
    setValues(valuesOf(stored));
    setOutgoing(outgoingIn(stored));
    setSecrets({});
    setMerged(null);
  };
  const save = (): void => {
    const settings = settled(values.settings, outgoing);
    const given = secretsFor(secrets, outgoing, base.secret_names);
    crud.save.mutate({ old: base, values: { ...values.basics, settings, ...(Object.keys(given).length > 0 && { secrets: given }) } }, { onSuccess: fill });
  };
  const latest = (then: (stored: EmailInbox) => void): void => void get<EmailInbox>(`/inboxes/${base.id}`).then((stored) => { crud.save.reset(); then(stored); }, tellProblem);
  const keepMine = (): void => latest((stored) => {
    const both = mergeThree(valuesOf(base), { ...values, settings: settled(values.settings, outgoing) }, valuesOf(stored));
    setBase(stored);
    setValues(both.value);
    setMerged(both);
  });
  return (
    <>
      <div className={css.head}>
        <ActionIcon component={Link} to="/settings/inboxes" size="lg" aria-label={t("common.back")}><IconArrowLeft size={20} className={timeline.flip} /></ActionIcon>
        <h1><bdi>{base.name}</bdi></h1>
      </div>
      <div className={mail.split}>
        <form onSubmit={(event) => { event.preventDefault(); save(); }}>
          <div ref={alert}>
            {error && <Conflict error={error} onMine={keepMine} onTheirs={() => latest(fill)} />}
            {merged && <MergedNote merged={merged} />}
          </div>
          <BasicCard mail basics={values.basics} set={(change) => setValues((old) => ({ ...old, basics: { ...old.basics, ...change } }))} disabled={!editable} />
          <AddressCard {...form} />
          <ConnectionCard form={form} inboxId={base.id} />
          <AnsweringCard {...form} />
          <AcknowledgeCard {...form} />
          <SortingCard {...form} />
          <BlockedCard {...form} />
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
