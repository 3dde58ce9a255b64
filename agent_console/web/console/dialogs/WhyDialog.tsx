import { Alert, Badge, Loader, Table, Text } from "@mantine/core";
import { IconRoute } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { get } from "../api/http";
import type { Decision } from "../api/types";
import { useFormat } from "../format/time";
import { reasonInWords } from "../offers/reasons";
import { Nothing } from "../parts/Nothing";
import css from "./Dialogs.module.css";

/** Why the router gave this to whom it did: who was looked at, what ruled each out, what decided. */
export function WhyDialog({ ids }: { ids: string[] }) {
  const { t } = useTranslation();
  const [id] = ids;
  const decisions = useQuery({
    queryKey: ["decisions", id],
    queryFn: ({ signal }) => get<{ items: Decision[] }>(`/conversations/${id}/decisions`, signal),
    staleTime: 0,
  });
  if (decisions.isPending) return <Loader size="sm" aria-label={t("common.loading")} />;
  if (decisions.isError) return <Alert color="red" title={t("errors.unexpected")}>{decisions.error.message}</Alert>;
  const items = [...decisions.data.items].sort((a, b) => (a.at < b.at ? 1 : -1));
  if (items.length === 0) return <Nothing icon={IconRoute} title={t("why.none")} hint={t("why.noneHint")} />;
  return <>{items.map((one) => <One key={one.id} one={one} />)}</>;
}

function One({ one }: { one: Decision }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className={css.decision} data-testid="decision">
      <Text fw={600} size="sm">{one.chosen ? t("why.chosen", { name: one.chosen.name }) : t("why.nobody")}</Text>
      <Text size="xs" c="dimmed">{format.full(one.at)} · {t("why.looked", { count: one.total_candidates })}</Text>
      <ul className={css.reasons}>{one.reasons.map((code) => <li key={code}>{reasonInWords(code, t, format)}</li>)}</ul>
      {one.candidates.length > 0 && (
        <Table verticalSpacing={5} fz="sm">
          <Table.Thead><Table.Tr><Table.Th>{t("why.agent")}</Table.Th><Table.Th>{t("why.result")}</Table.Th></Table.Tr></Table.Thead>
          <Table.Tbody>
            {one.candidates.map((candidate) => (
              <Table.Tr key={candidate.agent.id}>
                <Table.Td>{candidate.agent.name}</Table.Td>
                <Table.Td>
                  {candidate.ruled_out
                    ? <Text span size="sm" c="dimmed">{ruledOut(candidate.ruled_out)}</Text>
                    : <Badge variant="light" color={candidate.agent.id === one.chosen?.id ? "green" : "gray"} tt="none">{t("why.rank", { rank: format.number(candidate.rank ?? 1) })}</Badge>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </section>
  );
  function ruledOut(code: string): string {
    const [name = "", value = ""] = code.split("=");
    return t(`ruledOut.${name}`, { value: name === "language" ? format.language(value) : value, defaultValue: code.replaceAll("_", " ").replace("=", ": ") });
  }
}
