import { Table } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useFormat } from "../format/time";
import css from "./Intelligence.module.css";
import { MeanMark } from "./Marks";
import { type Narrowing, rowsOf } from "./figures";
import type { Span } from "./period";
import { useFigures } from "./useFigures";

const MOODS = ["positive", "neutral", "negative"] as const;

/** A chart's figures as a table, newest first: for who reads rather than looks, and for who wants a number. */
export function SpanTable({ spans, kept, title }: { spans: readonly Span[]; kept: Narrowing; title: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const figures = useFigures();
  const count = (span: Span, value: number, label?: string) =>
    value ? <Link to={rowsOf(span, label ? { ...kept, label } : kept)}>{format.number(value)}</Link> : format.number(0);
  return (
    <div className={css.scroll} tabIndex={0} role="region" aria-label={title}>
      <Table className={css.figuresTable ?? ""} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t("intelligence.day")}</Table.Th>
            <Table.Th scope="col">{t("intelligence.conversations")}</Table.Th>
            {MOODS.map((mood) => <Table.Th key={mood} scope="col">{t(`sentiment.${mood}`)}</Table.Th>)}
            <Table.Th scope="col">{t("intelligence.meanShort")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {[...spans].reverse().map((span) => (
            <Table.Tr key={span.from}>
              <Table.Th scope="row">{figures.period(span)}</Table.Th>
              <Table.Td>{count(span, span.conversations)}</Table.Td>
              {MOODS.map((mood) => <Table.Td key={mood}>{count(span, span[mood], mood)}</Table.Td>)}
              <Table.Td><MeanMark mean={span.mean} /></Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
