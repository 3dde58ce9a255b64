import { Button, Pill, Skeleton } from "@mantine/core";
import { IconListSearch } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Nothing } from "../parts/Nothing";
import css from "./Intelligence.module.css";
import { Failed } from "./Overview";
import { RowLine } from "./RowLine";
import { NARROWING, type Narrowing } from "./figures";
import { useRows } from "./requests";
import { useFigures } from "./useFigures";
import { useNames } from "./useNames";
import type { View } from "./useView";

/** The conversations that a figure was made of, newest first, with what narrows them in words. */
export function RowsPage({ view }: { view: View }) {
  const { t } = useTranslation();
  const figures = useFigures();
  const [params] = useSearchParams();
  const { period, change } = view;
  const narrowing: Narrowing = Object.fromEntries(NARROWING.flatMap((name) => (params.get(name) ? [[name, params.get(name)]] : [])));
  const list = useRows(period, narrowing);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const names = useNames(view, narrowing, items);
  const chips = NARROWING.flatMap((name) => (narrowing[name] ? [{ name, words: names(name, narrowing[name]) }] : []));
  return (
    <div className={css.sections} data-testid="insight-rows">
      <div className={css.rowsHead}>
        <h1>{t("intelligence.conversations")}</h1>
        <span className={css.quiet}>{figures.period(period)}</span>
        <div className={css.pills} role="group" aria-label={t("filter.title")} data-testid="filter-chips">
          {chips.map(({ name, words }) => (
            <Pill key={name} withRemoveButton onRemove={() => change({ [name]: null })} removeButtonProps={{ "aria-label": t("filter.remove", { name: words }), tabIndex: 0, "aria-hidden": false }}>{words}</Pill>
          ))}
        </div>
      </div>
      {list.isPending && <Skeleton h={220} radius="lg" aria-label={t("common.loading")} />}
      {list.isError && <Failed error={list.error} again={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <Nothing icon={IconListSearch} title={t("intelligence.rows.none")} hint={t("intelligence.rows.noneHint")} />}
      {items.length > 0 && <ul className={css.rows}>{items.map((one) => <RowLine key={one.conversation} one={one} />)}</ul>}
      {list.hasNextPage && <Button variant="default" me="auto" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("common.more")}</Button>}
    </div>
  );
}
