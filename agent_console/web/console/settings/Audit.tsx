import { Button, Skeleton, Table, Text } from "@mantine/core";
import { IconClipboardList } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { get, query } from "../api/http";
import type { AuditRecord, Inbox } from "../api/settings";
import type { Page } from "../api/types";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import css from "./Settings.module.css";
import { useQueues, useSettings, useTeams, useUsers } from "./lists";

const PAGE = 50;

/** Who changed what, and who signed in, newest first. */
export function Audit() {
  const { t } = useTranslation();
  const format = useFormat();
  const nameOf = useNames();
  const log = useInfiniteQuery({
    queryKey: ["audit"],
    initialPageParam: "",
    queryFn: ({ pageParam, signal }) => get<Page<AuditRecord>>(`/audit${query({ cursor: pageParam, limit: PAGE })}`, signal),
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 0,
  });
  const records = (log.data?.pages ?? []).flatMap((page) => page.items);
  return (
    <>
      <div className={css.head}><h1>{t("settings.audit")}</h1></div>
      <p className={css.hint}>{t("audit.hint")}</p>
      {log.isPending && <Skeleton h={240} radius="lg" maw={1000} aria-label={t("common.loading")} />}
      {log.isError && <Nothing icon={IconClipboardList} title={t("errors.listFailed")} hint={log.error.message} />}
      {log.isSuccess && records.length === 0 && <Nothing icon={IconClipboardList} title={t("audit.none")} />}
      {records.length > 0 && (
        <div className={css.table} tabIndex={0} role="region" aria-label={t("settings.audit")}>
          <Table verticalSpacing={8} horizontalSpacing="md" data-testid="audit">
            <Table.Thead><Table.Tr><Table.Th>{t("audit.when")}</Table.Th><Table.Th className={css.nowrap}>{t("audit.who")}</Table.Th><Table.Th miw={180} w="50%">{t("audit.what")}</Table.Th><Table.Th>{t("audit.from")}</Table.Th></Table.Tr></Table.Thead>
            <Table.Tbody>
              {records.map((one) => (
                <Table.Tr key={one.id} data-action={one.action}>
                  <Table.Td fz="sm" c="dimmed" className={`${css.nowrap} tabular`}><time dateTime={one.at}>{format.full(one.at)}</time></Table.Td>
                  <Table.Td className={css.nowrap} dir="auto">{one.actor?.name ?? t("audit.nobody")}</Table.Td>
                  <Table.Td><What record={one} name={nameOf(one)} /></Table.Td>
                  <Table.Td fz="sm" c="dimmed"><span className="ltr">{one.address ?? "–"}</span></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {log.hasNextPage && <Button variant="default" mt="md" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>{t("common.more")}</Button>}
    </>
  );
}

function What({ record, name }: { record: AuditRecord; name: string }) {
  const { t } = useTranslation();
  const more = detailsInWords(record, t);
  return (
    <>
      {t(`audit.action.${record.action}`, record.action.replaceAll("_", " "))}
      {name && <>{" "}<b className={css.strong} dir="auto">{name}</b></>}
      {more && <Text size="xs" c="dimmed">{more}</Text>}
    </>
  );
}

/** What a record tells beyond its action: the fields of a person, a token's scopes, a presence. */
function detailsInWords({ details }: AuditRecord, t: TFunction): string {
  const words = (value: unknown, prefix: string): string => (Array.isArray(value) ? value.map((one) => t(`${prefix}.${String(one)}`, String(one))).join(", ") : "");
  if (details.fields) return t("audit.fields", { fields: words(details.fields, "audit.field") });
  if (details.scopes) return words(details.scopes, "scope");
  if (typeof details.presence === "string") return t(`presence.${details.presence}`) + (details.reason ? ` – ${t(`presence.reasons.${String(details.reason)}`, String(details.reason))}` : "");
  return "";
}

/** What a record is about, by name: as it says itself, or as the thing is called today. */
function useNames(): (record: AuditRecord) => string {
  const known = [useUsers().data, useTeams().data, useQueues().data, useSettings<Inbox>("inboxes").data].flatMap((all) => all ?? []);
  const names = new Map(known.map((one) => [one.id, one.name]));
  return ({ details, object_id, actor }) => {
    const said = details.name ?? details.email;
    if (typeof said === "string") return said;
    return object_id && object_id !== actor?.id ? (names.get(object_id) ?? "") : "";
  };
}
