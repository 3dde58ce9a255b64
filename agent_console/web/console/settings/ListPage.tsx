import { Button, Skeleton, Table } from "@mantine/core";
import { IconListDetails, IconPlus } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../app/session";
import { Nothing } from "../parts/Nothing";
import { useStore } from "../state/store";
import { Editor } from "./Editor";
import css from "./Settings.module.css";
import type { Field, Values } from "./fields";
import { type Kind, useSettings } from "./lists";
import { removing } from "./removal";
import type { Stored } from "./useCrud";

export interface Column<T> { title: string; cell: (one: T) => ReactNode }

interface Props<T extends Stored> {
  kind: Kind;
  name: "people" | "teams" | "queues" | "canned" | "watch" | "intents";
  permission?: string;
  columns: [Column<T>, ...Column<T>[]];
  fields?: Field[];
  initial?: Values;
  more?: (old: T) => ReactNode;
  onCreated?: (made: T) => void;
  /** A form of its own, for what a list of fields cannot show. */
  editor?: (old: T | null, editable: boolean, onClose: () => void) => ReactNode;
  children?: ReactNode;
}

/** All things of one kind: a table, and a drawer to make or change one. */
export function ListPage<T extends Stored>({ kind, name, permission = "settings.edit", columns, fields = [], initial, more, onCreated, editor, children }: Props<T>) {
  const { t } = useTranslation();
  const editable = useMay(permission);
  const list = useSettings<T>(kind);
  const [open, setOpen] = useState<{ old: T | null } | null>(null);
  const leaving = useStore(removing, (value) => value);
  const items = (list.data ?? []).filter((one) => !leaving.has(one.id));
  const [first, ...others] = columns;
  const add = editable && <Button leftSection={<IconPlus size={16} />} onClick={() => setOpen({ old: null })} data-testid="add-button">{t(`settings.add.${name}`)}</Button>;
  return (
    <>
      <div className={css.head}><h1>{t(`settings.${name}`)}</h1>{items.length > 0 && add}</div>
      <p className={css.hint}>{t(`settings.hint.${name}`)}</p>
      {list.isPending && <Skeleton h={140} radius="lg" maw={1000} aria-label={t("common.loading")} />}
      {list.isError && <Nothing icon={IconListDetails} title={t("errors.listFailed")} hint={list.error.message} />}
      {list.isSuccess && items.length === 0 && <Nothing icon={IconListDetails} title={t("settings.none")} hint={t(`settings.hint.${name}`)}>{add}</Nothing>}
      {items.length > 0 && (
        <div className={css.table} tabIndex={0} role="region" aria-label={t(`settings.${name}`)}>
          <Table verticalSpacing={9} horizontalSpacing="md">
            <Table.Thead><Table.Tr>{columns.map((one) => <Table.Th key={one.title}>{one.title}</Table.Th>)}</Table.Tr></Table.Thead>
            <Table.Tbody>
              {items.map((one) => (
                <Table.Tr key={one.id} data-testid={`${name}-row`}>
                  <Table.Td><button type="button" className={css.rowButton} onClick={() => setOpen({ old: one })}>{first.cell(one)}</button></Table.Td>
                  {others.map((column) => <Table.Td key={column.title} c="dimmed" fz="sm">{column.cell(one)}</Table.Td>)}
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </div>
      )}
      {children}
      {open && editor?.(open.old, editable, () => setOpen(null))}
      {open && !editor && (
        <Editor<T> kind={kind} title={open.old ? t(`settings.change.${name}`) : t(`settings.add.${name}`)} old={open.old} fields={fields} editable={editable}
          initial={initial ?? {}} onClose={() => setOpen(null)} {...(more && { more })} {...(onCreated && { onCreated })} />
      )}
    </>
  );
}
