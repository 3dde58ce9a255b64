import { Button, Table, Text } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get, post } from "../api/http";
import type { Page } from "../api/types";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { tellDone, tellProblem } from "../parts/notify";
import { LineBadge, LineFactsList } from "./LineState";
import css from "./Supervisor.module.css";
import { useInboxHealth } from "./useInboxHealth";

/** What could not be taken in, and what could not be sent: each with its error and another try. */
interface Stuck { id: string; payload?: Record<string, unknown>; inbox_id: string; conversation?: string; received_at?: string; created_at?: string; error: string | null; attempts: number }

const KINDS = [["quarantine", "replay"], ["dead-letters", "resend"]] as const;

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
  const sees = useMay("settings.see");
  const items = useInboxHealth().data?.items ?? [];
  if (items.length === 0) return null;
  return (
    <section className={css.section}>
      <h2>{t("health.inboxes")}</h2>
      <ul className={css.inboxes} data-testid="inbox-health">
        {items.map((one) => (
          <li key={one.inbox.id}>
            <div className={css.named}>
              {sees ? <Link to={`/settings/inboxes/${one.inbox.id}`}>{one.inbox.name}</Link> : one.inbox.name}
              <LineBadge one={one} />
            </div>
            <div><LineFactsList one={one} /></div>
            <dl className={css.counts}>
              {([["backlog", one.backlog], ["quarantined", one.quarantined], ["deadLetters", one.dead_letters]] as const).map(([name, count]) => (
                <div key={name} data-some={name !== "backlog" && count > 0}><dt>{t(`health.${name}`)}</dt><dd>{format.number(count)}</dd></div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Of a mail that could not be read: where it lies on the server, and how large it is. */
function MailFacts({ payload }: { payload: Record<string, unknown> | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { folder, size } = payload ?? {};
  if (typeof folder !== "string" || typeof size !== "number") return null;
  return <Text size="xs" c="dimmed">{t("mailInbox.quarantined", { folder, size: format.bytes(size) })}</Text>;
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
                  <Table.Td><bdi>{one.error ?? "–"}</bdi><MailFacts payload={one.payload} /></Table.Td>
                  <Table.Td>{t("health.attempts", { count: Math.max(1, one.attempts) })}</Table.Td>
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
