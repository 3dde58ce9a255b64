import { Badge, Button, Skeleton, Text } from "@mantine/core";
import { IconMailOff } from "@tabler/icons-react";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get, post, query } from "../api/http";
import type { FiledMail, Inbox } from "../api/settings";
import type { Page } from "../api/types";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { tellDone, tellProblem } from "../parts/notify";
import { useSettings } from "../settings/lists";
import css from "./Supervisor.module.css";
import { addressOf, blockedBy, reasonKey } from "./filed";

const idOf = (one: FiledMail): string => `${one.inbox.id} ${one.external_id}`;

/** Mail that came in and stands on no timeline: what, why, and the way to one if it belonged there. */
export function FiledPage() {
  const { t } = useTranslation();
  const list = useInfiniteQuery({
    queryKey: ["filed"],
    queryFn: ({ pageParam, signal }) => get<Page<FiledMail>>(`/inboxes/filed${query({ before: pageParam })}`, signal),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? undefined,
  });
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <h1 className="visually-hidden">{t("mailInbox.filed.title")}</h1>
      <Text size="sm" c="dimmed" mb="md" maw={720}>{t("mailInbox.filed.hint")}</Text>
      {list.isPending && <Skeleton h={140} radius="lg" maw={1100} aria-label={t("common.loading")} />}
      {list.isError && <Nothing icon={IconMailOff} title={t("errors.listFailed")} hint={list.error.message}><Button variant="default" mt="sm" onClick={() => void list.refetch()}>{t("common.retry")}</Button></Nothing>}
      {list.isSuccess && items.length === 0 && <Nothing icon={IconMailOff} title={t("mailInbox.filed.none")} hint={t("mailInbox.filed.noneHint")} />}
      {items.length > 0 && <ul className={css.filed} data-testid="filed-list">{items.map((one) => <Filed key={idOf(one)} one={one} />)}</ul>}
      {list.hasNextPage && <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("common.more")}</Button>}
    </>
  );
}

function Filed({ one }: { one: FiledMail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const [conversation, setConversation] = useState<string | null>(null);
  const address = addressOf(one.sender);
  const inbox = useSettings<Inbox>("inboxes", useMay("settings.see")).data?.find((it) => it.id === one.inbox.id);
  const entry = inbox?.channel === "email" && address ? blockedBy(address, inbox.settings.blocked ?? []) : null;
  const open = useMutation({
    mutationFn: () => post<{ conversation: string }>(`/inboxes/${one.inbox.id}/filed/open`, { external_id: one.external_id }),
    onSuccess: (opened) => setConversation(opened.conversation),
    onError: tellProblem,
  });
  const block = useMutation({
    mutationFn: ({ name, on }: { name: string; on: boolean }) => post(`/inboxes/${one.inbox.id}/block`, { address: name, on }),
    onSuccess: (_, { name, on }) => {
      if (!on) tellDone(t("mailInbox.filed.unblocked", { address: name }), () => block.mutateAsync({ name, on: true }));
      return client.invalidateQueries({ queryKey: ["settings", "inboxes"] });
    },
    onError: tellProblem,
  });
  return (
    <li data-testid="filed-mail">
      <div>
        <h2><bdi>{one.subject || t("mailInbox.filed.noSubject")}</bdi></h2>
        <p><bdi>{one.sender || t("mailInbox.filed.noSender")}</bdi> · <bdi>{one.inbox.name}</bdi> · <bdi><time dateTime={one.received_at}>{format.full(one.received_at)}</time></bdi></p>
        <p style={{ marginTop: 6 }}><Badge variant="light" color="gray" tt="none" me={8}>{t(reasonKey(one.reason), { reason: one.reason })}</Badge><bdi>{one.detail}</bdi></p>
      </div>
      <div className={css.acts}>
        {conversation
          ? <Button size="compact-sm" variant="light" component={Link} to={`/inbox/${conversation}`} data-testid="filed-link">{t("mailInbox.filed.toConversation")}</Button>
          : <Button size="compact-sm" variant="default" loading={open.isPending} onClick={() => open.mutate()} data-testid="filed-open">{t("mailInbox.filed.open")}</Button>}
        {one.reason === "blocked" && entry && (
          <Button size="compact-sm" variant="default" loading={block.isPending} onClick={() => block.mutate({ name: entry, on: false })} data-testid="filed-unblock">
            {entry.startsWith("@") ? t("mailInbox.filed.unblockDomain", { domain: entry.slice(1) }) : t("mailInbox.filed.unblock")}
          </Button>
        )}
      </div>
    </li>
  );
}
