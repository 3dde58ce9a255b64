import { Button, Group } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import { Trouble } from "./Trouble";
import { Caution } from "./email/Caution";
import type { Merged } from "./email/merge";

/** Why it was not saved; if somebody else saved meanwhile, both ways on. Nothing typed is lost before one is chosen. */
export function Conflict({ error, onMine, onTheirs }: { error: Error; onMine: () => void; onTheirs: () => void }) {
  const { t } = useTranslation();
  if (!(error instanceof Problem && error.code === "version_conflict")) return <Trouble error={error} />;
  return (
    <Caution mb="md" role="alert" title={t("mailInbox.conflict.title")} data-testid="conflict">
      {t("mailInbox.conflict.hint")}
      <Group gap={8} mt="sm">
        <Button variant="default" onClick={onMine} data-testid="conflict-mine">{t("mailInbox.conflict.mine")}</Button>
        <Button variant="subtle" onClick={onTheirs}>{t("mailInbox.conflict.drop")}</Button>
      </Group>
    </Caution>
  );
}

/** What came of putting two people's changes together; not stored yet. */
export function MergedNote({ merged }: { merged: Merged<object> }) {
  const { t } = useTranslation();
  return (
    <Caution mb="md" title={t("mailInbox.conflict.merged")} role="status" data-testid="merged">
      {t(merged.theirs.length > 0 ? "mailInbox.conflict.theirs" : "mailInbox.conflict.nothingElse", { count: merged.theirs.length })} {merged.clashes.length > 0 && t("mailInbox.conflict.clashes", { count: merged.clashes.length })}
    </Caution>
  );
}
