import { Button, Drawer, Group, Select, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Intent } from "../../api/analysis";
import { Problem } from "../../api/problem";
import { Trouble } from "../Trouble";
import { useTeams } from "../lists";
import { removeLater } from "../removal";
import { useCrud } from "../useCrud";
import { ExampleLines } from "./ExampleLines";
import { FEWEST, linesFor, written } from "./examples";

interface Props { old: Intent | null; editable: boolean; onClose: () => void }

/** One intent: its label, and the sentences by which it is recognised, in any language. */
export function IntentEditor({ old, editable, onClose }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { save } = useCrud<Intent>("intents");
  const teams = useTeams().data ?? [];
  const [name, setName] = useState(old?.name ?? "");
  const [team, setTeam] = useState(old?.team_id ?? null);
  const [lines, setLines] = useState(() => linesFor(old?.examples ?? []));
  const fields = save.error instanceof Problem ? save.error.fields : {};
  const examples = written(lines);
  const remove = (): void => {
    if (old) removeLater("intents", old.id, () => client.invalidateQueries({ queryKey: ["settings", "intents"] }));
    onClose();
  };
  return (
    <Drawer opened onClose={onClose} position="right" size={520} title={t(old ? "settings.change.intents" : "settings.add.intents")} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      <form onSubmit={(event) => { event.preventDefault(); save.mutate({ old, values: { name, examples, team_id: team } }, { onSuccess: onClose }); }} data-testid="intent-editor">
        <Stack gap="md">
          {save.error && <Trouble error={save.error} />}
          <TextInput label={t("intents.label")} description={t("intents.labelHint")} required maxLength={200} error={fields.name} disabled={!editable} value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus data-testid="field-name" />
          <ExampleLines lines={lines} onChange={setLines} disabled={!editable} error={fields.examples} />
          <Select label={t("field.team")} description={t("watchList.teamHint")} data={teams.map((one) => ({ value: one.id, label: one.name }))} value={team} onChange={setTeam} placeholder={t("field.everybody")} clearable clearButtonProps={{ "aria-label": t("common.clear") }} disabled={!editable} error={fields.team_id} />
          {editable && (
            <Group justify="space-between" mt="sm">
              {old ? <Button variant="subtle" color="red" onClick={remove} data-testid="intent-delete">{t("common.delete")}</Button> : <span />}
              <Group gap={8}>
                <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
                <Button type="submit" loading={save.isPending} disabled={examples.length < FEWEST || !name.trim()} data-testid="intent-save">{t("common.save")}</Button>
              </Group>
            </Group>
          )}
        </Stack>
      </form>
    </Drawer>
  );
}
