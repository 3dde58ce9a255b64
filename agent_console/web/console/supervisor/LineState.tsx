import { Alert, Badge, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { InboxHealth } from "../api/settings";
import { useFormat } from "../format/time";
import css from "./Supervisor.module.css";
import { LINE_COLOURS, factsOf, toneOf } from "./line";

/** One word for an inbox's line, in its colour. */
export function LineBadge({ one }: { one: InboxHealth }) {
  const { t } = useTranslation();
  const tone = toneOf(one);
  return <Badge variant="light" color={LINE_COLOURS[tone]} tt="none" data-testid="line-badge" data-tone={tone}>{t(`mailInbox.line.${tone}`)}</Badge>;
}

/** Everything about an inbox's line: since when, why not, what to do, and what was last compared. */
export function LineFactsList({ one }: { one: InboxHealth }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { connection } = one;
  if (!connection) return null;
  const facts = factsOf(connection);
  const tone = toneOf(one);
  const compared = facts.reconciledAt !== "";
  const rows: [string, string][] = [
    [t("mailInbox.line.since"), format.full(connection.since)],
    ...(facts.mode ? [[t("mailInbox.line.mode"), t(`mailInbox.line.mode_${facts.mode}`, facts.mode)] as [string, string]] : []),
    ...(facts.lastMessageAt ? [[t(`mailInbox.line.last_${one.channel}`, t("mailInbox.line.lastMessage")), format.full(facts.lastMessageAt)] as [string, string]] : []),
    ...(facts.backlog ? [[t("mailInbox.line.backlog"), format.number(facts.backlog)] as [string, string]] : []),
    ...(compared ? [[t("mailInbox.line.compared"), format.full(facts.reconciledAt)] as [string, string]] : []),
  ];
  const counted = facts.onServer !== null && facts.stored !== null;
  return (
    <div className={css.line}>
      {connection.detail && (tone !== "good" || connection.remedy) && (tone === "bad" || connection.remedy
        ? <Alert color={tone === "bad" ? "red" : "yellow"} variant="light" p="xs" title={<bdi>{connection.detail}</bdi>} styles={{ title: { color: "var(--mantine-color-text)" } }} data-testid="line-problem"><bdi>{connection.remedy}</bdi></Alert>
        : <Text size="sm"><bdi>{connection.detail}</bdi></Text>)}
      <dl>
        {rows.map(([term, value]) => <div key={term}><dt>{term}</dt><dd>{value}</dd></div>)}
      </dl>
      {compared && counted && (
        <Text size="sm" c={facts.missing ? "var(--p-bad)" : "dimmed"}>
          {t("mailInbox.line.counts", { server: facts.onServer, stored: facts.stored })} {facts.missing ? t("mailInbox.line.missing", { count: facts.missing }) : t("mailInbox.line.noneMissing")}
        </Text>
      )}
    </div>
  );
}
