import { Button, Drawer, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { WatchList } from "../../api/analysis";
import { Problem } from "../../api/problem";
import { Trouble } from "../Trouble";
import { useTeams, useUsers } from "../lists";
import { removeLater } from "../removal";
import { useCrud } from "../useCrud";
import { ActionFields } from "./ActionFields";
import { TermsField } from "./TermsField";
import { TrySentence } from "./TrySentence";
import { bodyOf, draftOf } from "./watch";

interface Props { old: WatchList | null; editable: boolean; onClose: () => void }

/** One watch list: its words, whom it belongs to, and what Parley does when one of them is found. */
export function WatchEditor({ old, editable, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { save } = useCrud<WatchList>("watch-lists");
  const teams = useTeams().data ?? [];
  const users = useUsers().data ?? [];
  const [draft, setDraft] = useState(() => draftOf(old));
  const set = (change: Partial<typeof draft>): void => setDraft((before) => ({ ...before, ...change }));
  const fields = save.error instanceof Problem ? save.error.fields : {};
  const people = users.filter((one) => one.active || one.id === draft.owner).map((one) => ({ value: one.id, label: one.name }));
  const remove = (): void => {
    if (old) removeLater("watch-lists", old.id, () => client.invalidateQueries({ queryKey: ["settings", "watch-lists"] }));
    onClose();
  };
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={t(old ? "settings.change.watch" : "settings.add.watch")} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate({ old, values: bodyOf(draft) }, { onSuccess: onClose }); }} data-testid="watch-editor">
        <Stack gap="md">
          {save.error && <Trouble error={save.error} />}
          <TextInput label={t("field.name")} required maxLength={200} error={fields.name} disabled={!editable} value={draft.name} onChange={(event) => set({ name: event.currentTarget.value })} data-autofocus data-testid="field-name" />
          <TermsField terms={draft.terms} onChange={(terms) => set({ terms })} disabled={!editable} error={fields.terms} />
          <TrySentence terms={draft.terms} />
          <Select label={t("field.team")} description={t("watchList.teamHint")} data={teams.map((one) => ({ value: one.id, label: one.name }))} value={draft.team_id} onChange={(team_id) => set({ team_id })} placeholder={t("field.everybody")} clearable clearButtonProps={{ "aria-label": t("common.clear") }} disabled={!editable} error={fields.team_id} />
          <Select label={t("watchList.owner")} description={t("watchList.ownerHint")} data={people} value={draft.owner} onChange={(owner) => set({ owner })} searchable clearable clearButtonProps={{ "aria-label": t("common.clear") }} disabled={!editable} error={fields.owner_id} data-testid="field-owner" />
          <ActionFields draft={draft} set={set} disabled={!editable} errors={fields} />
          {editable && (
            <Group justify="space-between" mt="sm">
              {old ? <Button variant="subtle" color="red" onClick={remove} data-testid="watch-delete">{t("common.delete")}</Button> : <span />}
              <Group gap={8}>
                <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
                <Button type="submit" loading={save.isPending} disabled={draft.terms.length === 0 || !draft.name.trim()} data-testid="watch-save">{t("common.save")}</Button>
              </Group>
            </Group>
          )}
        </Stack>
      </form>
    </Drawer>
  );
}
