import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/session";
import { LineBadge, LineFactsList } from "../../supervisor/LineState";
import { useInboxHealth } from "../../supervisor/useInboxHealth";
import css from "../Settings.module.css";

/** The state of an inbox's line now. */
export function LineCard({ inboxId }: { inboxId: string }) {
  const { t } = useTranslation();
  const may = useMay("quarantine.manage");
  const health = useInboxHealth(may);
  if (!may) return null;
  const one = health.data?.items.find((it) => it.inbox.id === inboxId);
  return (
    <section className={css.card} data-testid="line-card">
      <div style={{ display: "flex", alignItems: "center", gap: 10, marginBottom: 12 }}>
        <h2 style={{ margin: 0, flex: 1 }}>{t("mailInbox.line.title")}</h2>
        {one?.connection && <LineBadge one={one} />}
      </div>
      {one?.connection ? <LineFactsList one={one} /> : <Text size="sm" c="dimmed">{t(health.isError ? "errors.listFailed" : "mailInbox.line.unknown")}</Text>}
    </section>
  );
}
