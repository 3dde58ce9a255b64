import { Alert, Button, Group, Modal, MultiSelect, Stack, Table, TextInput } from "@mantine/core";
import { IconKey, IconPlus } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post, remove } from "../api/http";
import { Problem } from "../api/problem";
import type { ApiToken } from "../api/settings";
import { useMe } from "../app/session";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { tellDone, tellProblem } from "../parts/notify";
import { usePasswordDialog } from "./PeopleSecrets";
import css from "./Settings.module.css";
import { useSettings } from "./lists";

/** Tokens by which programs use the API; the secret is shown once. */
export function Tokens() {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const list = useSettings<ApiToken>("tokens");
  const dialog = usePasswordDialog();
  const [making, setMaking] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const refresh = () => client.invalidateQueries({ queryKey: ["settings", "tokens"] });
  const revoke = useMutation({
    mutationFn: (id: string) => remove(`/tokens/${id}`),
    onSuccess: () => { tellDone(t("tokens.revoked")); return refresh(); },
    onError: tellProblem,
  });
  const items = list.data ?? [];
  const add = <Button leftSection={<IconPlus size={16} />} onClick={() => setMaking(true)}>{t("tokens.add")}</Button>;
  return (
    <>
      <div className={css.head}><h1>{t("settings.tokens")}</h1>{items.length > 0 && add}</div>
      <p className={css.hint}>{t("tokens.hint")} <a className="ltr" href="/api/docs" target="_blank" rel="noreferrer">/api/docs</a></p>
      {list.isSuccess && items.length === 0 && <Nothing icon={IconKey} title={t("tokens.none")}>{add}</Nothing>}
      {items.length > 0 && (
        <div className={css.table}>
          <Table verticalSpacing={9} horizontalSpacing="md">
            <Table.Thead><Table.Tr><Table.Th>{t("field.name")}</Table.Th><Table.Th>{t("tokens.scopes")}</Table.Th><Table.Th>{t("tokens.used")}</Table.Th><Table.Th /></Table.Tr></Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id}>
                  <Table.Td>{one.name}</Table.Td>
                  <Table.Td c="dimmed" fz="sm">{one.scopes.map((scope) => t(`scope.${scope}`, scope)).join(", ")}</Table.Td>
                  <Table.Td c="dimmed" fz="sm">{one.last_used_at ? format.full(one.last_used_at) : t("tokens.never")}</Table.Td>
                  <Table.Td ta="end">
                    {asked === one.id
                      ? <Button size="compact-sm" color="red" loading={revoke.isPending} onClick={() => revoke.mutate(one.id)}>{t("tokens.sure")}</Button>
                      : <Button size="compact-sm" variant="subtle" color="red" onClick={() => setAsked(one.id)}>{t("tokens.revoke")}</Button>}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {making && <NewToken onClose={() => setMaking(false)} onMade={(token) => { setMaking(false); dialog.show(token); void refresh(); }} />}
      {dialog.element}
    </>
  );
}

function NewToken({ onClose, onMade }: { onClose: () => void; onMade: (token: string) => void }) {
  const { t } = useTranslation();
  const me = useMe();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<string[]>([]);
  const make = useMutation({ mutationFn: () => post<ApiToken>("/tokens", { name, scopes }), onSuccess: (made) => onMade(made.token ?? "") });
  const problem = make.error instanceof Problem ? make.error : null;
  return (
    <Modal opened onClose={onClose} title={t("tokens.add")} closeButtonProps={{ "aria-label": t("common.close") }}>
      <form onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Stack>
          {problem && <Alert color="red" variant="light" title={problem.message}>{problem.remedy}</Alert>}
          <TextInput label={t("field.name")} required value={name} onChange={(event) => setName(event.currentTarget.value)} data-autofocus />
          <MultiSelect label={t("tokens.scopes")} required data={me.permissions.map((value) => ({ value, label: t(`scope.${value}`, value) }))} value={scopes} onChange={setScopes} />
          <Group justify="flex-end"><Button variant="default" onClick={onClose}>{t("common.cancel")}</Button><Button type="submit" disabled={scopes.length === 0} loading={make.isPending}>{t("tokens.add")}</Button></Group>
        </Stack>
      </form>
    </Modal>
  );
}
