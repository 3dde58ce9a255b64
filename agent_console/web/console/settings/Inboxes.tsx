import { Badge, Button, Menu, Skeleton, Table } from "@mantine/core";
import { IconInbox, IconPlus } from "@tabler/icons-react";
import { Suspense, lazy, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate, useParams } from "react-router";
import type { Inbox } from "../api/settings";
import { useMay } from "../app/session";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Nothing } from "../parts/Nothing";
import { Editor } from "./Editor";
import { InboxPage } from "./InboxPage";
import css from "./Settings.module.css";
import { useQueues, useSettings } from "./lists";

const EmailInboxPage = lazy(() => import("./email/EmailInboxPage"));
const SmsInboxPage = lazy(() => import("./sms/SmsInboxPage"));
const VoiceInboxPage = lazy(() => import("./voice/VoiceInboxPage"));
const Wizard = lazy(() => import("./email/Wizard"));
/** Stands where an inbox's id stands. */
const NEW_EMAIL = "new-email";

/** The team's inboxes, and one of them in full. */
export function Inboxes() {
  const { t } = useTranslation();
  const { id } = useParams();
  const navigate = useNavigate();
  const editable = useMay("settings.edit");
  const list = useSettings<Inbox>("inboxes");
  const queues = useQueues().data ?? [];
  const [making, setMaking] = useState<"webchat" | "sms" | "voice" | null>(null);
  const items = list.data ?? [];
  const chosen = items.find((one) => one.id === id);
  if (id === NEW_EMAIL && editable) return <Suspense><Wizard /></Suspense>;
  if (chosen?.channel === "email") return <Suspense><EmailInboxPage key={chosen.id} inbox={chosen} editable={editable} /></Suspense>;
  if (chosen?.channel === "sms") return <Suspense><SmsInboxPage key={chosen.id} inbox={chosen} editable={editable} /></Suspense>;
  if (chosen?.channel === "voice") return <Suspense><VoiceInboxPage key={chosen.id} inbox={chosen} editable={editable} /></Suspense>;
  if (chosen?.channel === "webchat") return <InboxPage key={chosen.id} inbox={chosen} editable={editable} />;
  const add = editable && (
    <Menu position="bottom-end">
      <Menu.Target><Button leftSection={<IconPlus size={16} />} data-testid="add-button">{t("settings.add.inboxes")}</Button></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<ChannelIcon channel="webchat" size={17} />} onClick={() => setMaking("webchat")} data-testid="add-webchat">{t("channel.webchat")}</Menu.Item>
        <Menu.Item leftSection={<ChannelIcon channel="email" size={17} />} component={Link} to={`/settings/inboxes/${NEW_EMAIL}`} data-testid="add-email">{t("channel.email")}</Menu.Item>
        <Menu.Item leftSection={<ChannelIcon channel="sms" size={17} />} onClick={() => setMaking("sms")} data-testid="add-sms">{t("channel.sms")}</Menu.Item>
        <Menu.Item leftSection={<ChannelIcon channel="voice" size={17} />} onClick={() => setMaking("voice")} data-testid="add-voice">{t("voiceInbox.add")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
  return (
    <>
      <div className={css.head}><h1>{t("settings.inboxes")}</h1>{items.length > 0 && add}</div>
      <p className={css.hint}>{t("settings.hint.inboxes")}</p>
      {list.isPending && <Skeleton h={120} radius="lg" maw={1000} aria-label={t("common.loading")} />}
      {list.isSuccess && items.length === 0 && <Nothing icon={IconInbox} title={t("settings.none")} hint={t("settings.hint.inboxes")}>{add}</Nothing>}
      {items.length > 0 && (
        <div className={css.table}>
          <Table verticalSpacing={10} horizontalSpacing="md">
            <Table.Thead><Table.Tr><Table.Th>{t("field.name")}</Table.Th><Table.Th>{t("field.queue")}</Table.Th><Table.Th>{t("field.state")}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td><Link to={`/settings/inboxes/${one.id}`} className={css.rowButton} style={{ display: "inline-flex", gap: 8, alignItems: "center", textDecoration: "none" }}><ChannelIcon channel={one.channel} />{one.name}</Link></Table.Td>
                  <Table.Td c="dimmed" fz="sm">{queues.find((queue) => queue.id === one.queue_id)?.name ?? "–"}</Table.Td>
                  <Table.Td><Badge variant="light" color={one.enabled ? "green" : "gray"} tt="none">{t(one.enabled ? "field.isActive" : "field.isInactive")}</Badge></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {making && (
        <Editor<Inbox> kind="inboxes" title={t("settings.add.inboxes")} old={null} editable always={{ channel: making }} onClose={() => setMaking(null)} onCreated={(made) => void navigate(`/settings/inboxes/${made.id}`)}
          fields={[
            { name: "name", label: t("field.name"), kind: "text", required: true },
            { name: "queue_id", label: t("field.queue"), kind: "select", required: true, hint: t("field.inboxQueueHint"), choices: queues.map((one) => ({ value: one.id, label: one.name })) },
          ]} />
      )}
    </>
  );
}
