import { Badge, Button, Table, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get, post } from "../api/http";
import type { Page, Ref } from "../api/types";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { tellDone, tellProblem } from "../parts/notify";
import css from "./Supervisor.module.css";

/** What could not be taken in, and what could not be sent: each with its error and another try. */
interface Stuck { id: string; inbox_id: string; conversation?: string; received_at?: string; created_at?: string; error: string | null; attempts: number }
interface InboxHealth { inbox: Ref; enabled: boolean; connected: boolean | null; detail: string; backlog: number; quarantined: number; dead_letters: number }

const KINDS = [["quarantine", "replay"], ["dead-letters", "resend"]] as const;
const COLUMNS = ["inbox", "state", "backlog", "quarantined", "deadLetters"] as const;

const useInboxHealth = () =>
  useQuery({ queryKey: ["health"], queryFn: ({ signal }) => get<Page<InboxHealth>>("/health/inboxes", signal), refetchInterval: 20_000 });

/** How every inbox fares, and what waits for a person. */
export function Health() {
  const { t } = useTranslation();
  return (
    <>
      <h1 className="visually-hidden">{t("supervisor.health")}</h1>
      <Inboxes />
      {KINDS.map(([kind, verb]) => <StuckList key={kind} kind={kind} verb={verb} />)}
    </>
  );
}

function Inboxes() {
  const { t } = useTranslation();
  const format = useFormat();
  const items = useInboxHealth().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={css.section}>
      <h2>{t("health.inboxes")}</h2>
      <div className={css.table} tabIndex={0} role="region" aria-label={t("health.inboxes")}>
        <Table>
          <Table.Thead><Table.Tr>{COLUMNS.map((one) => <Table.Th key={one}>{t(`health.${one}`)}</Table.Th>)}</Table.Tr></Table.Thead>
          <Table.Tbody>
            {items.map((one) => (
              <Table.Tr key={one.inbox.id}>
                <Table.Td>{one.inbox.name}</Table.Td>
                <Table.Td><State one={one} /></Table.Td>
                {[one.backlog, one.quarantined, one.dead_letters].map((count, i) => <Table.Td key={i} className="tabular">{format.number(count)}</Table.Td>)}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </section>
  );
}

function State({ one }: { one: InboxHealth }) {
  const { t } = useTranslation();
  if (!one.enabled) return <Badge variant="light" color="gray" tt="none">{t("health.off")}</Badge>;
  if (one.connected === false) return <Badge variant="light" color="red" tt="none">{one.detail || t("health.bad")}</Badge>;
  return <Badge variant="light" color="green" tt="none">{t("health.ok")}</Badge>;
}

function StuckList({ kind, verb }: { kind: "quarantine" | "dead-letters"; verb: "replay" | "resend" }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const list = useQuery({ queryKey: [kind], queryFn: ({ signal }) => get<Page<Stuck>>(`/${kind}`, signal) });
  const again = useMutation({
    mutationFn: (id: string) => post(`/${kind}/${id}/${verb}`),
    onSuccess: () => tellDone(t(`health.${verb}Done`)),
    onError: tellProblem,
    onSettled: () => client.invalidateQueries({ queryKey: [kind] }),
  });
  const items = list.data?.items ?? [];
  const names = new Map((useInboxHealth().data?.items ?? []).map((one) => [one.inbox.id, one.inbox.name]));
  return (
    <section className={css.section} data-testid={kind}>
      <h2>{t(`health.${kind}`)}</h2>
      <Text size="sm" c="dimmed" mb={10}>{t(`health.${kind}Hint`)}</Text>
      <div className={css.table}>
        {list.isSuccess && items.length === 0 && <Nothing icon={IconCircleCheck} title={t("health.nothing")} />}
        {list.isError && <Nothing icon={IconCircleCheck} title={t("errors.listFailed")} hint={list.error.message} />}
        {items.length > 0 && (
          <Table>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td style={{ whiteSpace: "nowrap" }}>{format.full(one.received_at ?? one.created_at ?? "")}</Table.Td>
                  <Table.Td>{one.conversation ? <Link to={`/inbox/${one.conversation}`}>{names.get(one.inbox_id)}</Link> : names.get(one.inbox_id)}</Table.Td>
                  <Table.Td>{one.error ?? "–"}</Table.Td>
                  <Table.Td>{t("health.attempts", { count: one.attempts })}</Table.Td>
                  <Table.Td ta="end"><Button size="compact-sm" variant="default" loading={again.isPending && again.variables === one.id} onClick={() => again.mutate(one.id)}>{t(`health.${verb}`)}</Button></Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        )}
      </div>
    </section>
  );
}
