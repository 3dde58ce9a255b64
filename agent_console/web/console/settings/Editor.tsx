import { Alert, Button, Drawer, Group, Stack, Text } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../api/problem";
import { FieldInput } from "./FieldInput";
import { EMPTY_OF, type Field, type Values } from "./fields";
import type { Kind } from "./lists";
import { type Stored, useCrud } from "./useCrud";

interface Props<T extends Stored> {
  kind: Kind;
  title: string;
  old: T | null;
  fields: Field[];
  editable: boolean;
  initial?: Values;
  /** What a new one has without being asked for. */
  always?: Values;
  more?: (old: T) => ReactNode;
  onClose: () => void;
  onCreated?: (made: T) => void;
}

/** The form of one thing in a drawer: saved, refused with the reason at its field, or deleted after a question. */
export function Editor<T extends Stored>({ kind, title, old, fields, editable, initial = {}, always = {}, more, onClose, onCreated }: Props<T>) {
  const { t } = useTranslation();
  const crud = useCrud<T>(kind);
  const shown = fields.filter((field) => (old ? !field.onCreate : !field.onEdit));
  const [values, setValues] = useState<Values>(() =>
    Object.fromEntries(shown.map((field) => [field.name, (old as Values | null)?.[field.name] ?? initial[field.name] ?? EMPTY_OF[field.kind]])));
  const [asks, setAsks] = useState(false);
  const error = crud.save.error ?? crud.remove.error;
  const problem = error instanceof Problem ? error : null;
  const save = (): void =>
    crud.save.mutate({ old, values: old ? values : { ...always, ...values } }, {
      onSuccess: (made) => {
        onClose();
        if (!old) onCreated?.(made);
      },
    });
  return (
    <Drawer opened onClose={onClose} position="right" size={460} title={title} closeButtonProps={{ "aria-label": t("common.close") }} styles={{ title: { fontWeight: 620 } }}>
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Stack gap="md">
          {problem && <Alert color="red" variant="light" title={problem.message} role="alert">{problem.remedy}</Alert>}
          {shown.map((field) => (
            <FieldInput key={field.name} field={field} value={values[field.name]} error={problem?.fields[field.name]} disabled={!editable}
              onChange={(value) => setValues((all) => ({ ...all, [field.name]: value }))} />
          ))}
          {old && more?.(old)}
          {editable && (
            <Group justify="space-between" mt="sm">
              {old && !asks ? <Button variant="subtle" color="red" onClick={() => setAsks(true)}>{t("common.delete")}</Button> : <span />}
              <Group gap={8}><Button variant="default" onClick={onClose}>{t("common.cancel")}</Button><Button type="submit" loading={crud.save.isPending}>{t("common.save")}</Button></Group>
            </Group>
          )}
          {old && asks && (
            <Alert color="red" variant="light" title={t("settings.deleteQuestion")}>
              <Text size="sm" mb="sm">{t("settings.deleteHint")}</Text>
              <Group gap={8}>
                <Button color="red" loading={crud.remove.isPending} onClick={() => crud.remove.mutate(old, { onSuccess: onClose })}>{t("common.delete")}</Button>
                <Button variant="default" onClick={() => setAsks(false)}>{t("common.cancel")}</Button>
              </Group>
            </Alert>
          )}
        </Stack>
      </form>
    </Drawer>
  );
}
