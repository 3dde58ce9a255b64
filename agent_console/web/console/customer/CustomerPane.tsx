import { Skeleton, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";
import { Face } from "../parts/Face";
import { conversations } from "../state/live";
import { useStore } from "../state/store";
import { About } from "./About";
import { Attributes } from "./Attributes";
import css from "./Customer.module.css";
import { EditableText } from "./EditableText";
import { Files } from "./Files";
import { Identities } from "./Identities";
import { LabelsSection } from "./LabelsSection";
import { Matters } from "./Matters";
import { MoodOverTime } from "./MoodOverTime";
import { Notes } from "./Notes";
import { Section } from "./Section";
import { useContact, useEditContact } from "./useContact";

/** The customer beside the conversation. */
export function CustomerPane({ conversationId, inDrawer, onLeave }: { conversationId: string; inDrawer?: boolean; onLeave?: () => void }) {
  const { t } = useTranslation();
  const one = useStore(conversations, (all) => all.get(conversationId));
  return (
    <aside className={css.pane} data-drawer={inDrawer || undefined} aria-label={t("customer.pane")} data-testid="customer-pane">
      {one && <ContactCard contactId={one.contact.id} openId={one.id}><About key={one.id} one={one} onJump={onLeave} /></ContactCard>}
      {one && <LabelsSection one={one} />}
      {one && <Matters contactId={one.contact.id} openId={one.id} />}
      <Files conversationId={conversationId} />
    </aside>
  );
}

interface Card { contactId: string; plain?: boolean; openId?: string; children?: ReactNode }

/** Name, ways to reach them, what is known and noted; between name and the rest, what is more urgent. */
export function ContactCard({ contactId, plain, openId, children }: Card) {
  const { t } = useTranslation();
  const format = useFormat();
  const contact = useContact(contactId).data;
  const edit = useEditContact(contact);
  const locked = !useMay("contacts.edit");
  if (!contact) return <Stack p="lg" align="center" aria-busy="true"><Skeleton circle h={56} /><Skeleton h={18} w={140} /><Skeleton h={14} w={190} /></Stack>;
  return (
    <>
      <div className={css.top}>
        <Face id={contact.id} name={contact.name} size={56} />
        <EditableText label={t("customer.name")} value={contact.name} big disabled={locked} onSave={(name) => edit.mutate({ name })} />
        <Text size="xs" c="dimmed">{t("customer.since", { date: format.day(contact.created_at) })}</Text>
        {!plain && <Text size="xs" component={Link} to={`/contacts/${contact.id}`} c="var(--p-accent)">{t("customer.whole")}</Text>}
      </div>
      {children}
      <Section title={t("customer.details")}>
        <dl className={css.facts}>
          <dt>{t("customer.email")}</dt>
          <dd><EditableText label={t("customer.email")} value={contact.email ?? ""} ltr disabled={locked} onSave={(email) => edit.mutate({ email: email || null })} /></dd>
          <dt>{t("customer.phone")}</dt>
          <dd><EditableText label={t("customer.phone")} value={contact.phone ?? ""} ltr disabled={locked} onSave={(phone) => edit.mutate({ phone: phone || null })} /></dd>
          {contact.language && <><dt>{t("customer.language")}</dt><dd>{format.language(contact.language)}</dd></>}
        </dl>
      </Section>
      <MoodOverTime contactId={contact.id} openId={openId} />
      <Identities contact={contact} />
      <Attributes contact={contact} locked={locked} onSave={(attributes) => edit.mutate({ attributes })} />
      <Notes key={contact.id} contact={contact} locked={locked} onSave={(notes) => edit.mutate({ notes })} />
    </>
  );
}
