import { Button, Checkbox, Skeleton } from "@mantine/core";
import { IconInbox, IconPlugConnectedX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { CallLists } from "../calls/lists/CallLists";
import { isCallList } from "../calls/lists/kinds";
import { NewMailButton } from "../mail/NewMailButton";
import { Nothing } from "../parts/Nothing";
import { AwayLine } from "../presence/AwayLine";
import { useMySeat } from "../presence/useMySeat";
import { useStore } from "../state/store";
import { BulkBar } from "./BulkBar";
import { FilterChips } from "./FilterChips";
import { FilterMenu, SortMenu } from "./FilterMenu";
import css from "./Inbox.module.css";
import { Rows } from "./Rows";
import { SavedViews } from "./SavedViews";
import { Views } from "./Views";
import { filter as filterStore, narrowing, widen } from "./filter";
import { selection } from "./selection";
import { useList } from "./useList";

/** The list of conversations with its views, filters and bulk actions. */
export function ListPane({ openId }: { openId: string | undefined }) {
  const { t } = useTranslation();
  const filter = useStore(filterStore, (value) => value);
  const ticked = useStore(selection, (value) => value);
  const [pointed, setPointed] = useState(false);
  const list = useList(filter, pointed);
  const ready = useMySeat()?.presence === "available" && filter.view === "mine";
  const tickAll = (on: boolean): void => selection.set(new Set(on ? list.rows.map((one) => one.id) : []));

  return (
    <section className={css.list} aria-label={t("list.pane")}>
      <h1 className="visually-hidden">{t("list.pane")}</h1>
      <Views filter={filter} />
      <CallLists filter={filter} />
      <div className={css.tools} data-bulk={ticked.size > 0 || undefined}>
        <Checkbox size="xs" aria-label={t("list.tickAll")} checked={ticked.size > 0 && ticked.size >= list.rows.length}
          indeterminate={ticked.size > 0 && ticked.size < list.rows.length} onChange={(event) => tickAll(event.currentTarget.checked)} me={4} />
        {ticked.size > 0 ? <BulkBar ids={[...ticked]} /> : <><SortMenu filter={filter} /><NewMailButton /><SavedViews filter={filter} /><FilterMenu filter={filter} /></>}
      </div>
      <FilterChips filter={filter} />
      <AwayLine />
      <div className={css.wrap}>
        {list.held > 0 && (
          <div className={css.held}>
            <Button size="compact-sm" radius="xl" onClick={list.showHeld}>{t("list.held", { count: list.held })}</Button>
          </div>
        )}
        {list.isLoading && list.rows.length === 0 ? (
          <div aria-busy="true" aria-label={t("common.loading")}>{Array.from({ length: 6 }, (_, i) => <Skeleton key={i} h={60} m={14} radius="md" />)}</div>
        ) : list.failed && list.rows.length === 0 ? (
          <Nothing icon={IconPlugConnectedX} title={t("errors.listFailed")} hint={t("errors.offlineRemedy")}>
            <Button variant="light" mt="xs" onClick={list.retry}>{t("common.retry")}</Button>
          </Nothing>
        ) : list.rows.length === 0 ? (
          <Nothing icon={IconInbox} title={t(isCallList(filter.call) ? `callList.empty.${filter.call}` : `empty.${filter.view}`)}
            hint={narrowing(filter) ? t("empty.narrowed") : t(isCallList(filter.call) ? `callList.hint.${filter.call}` : ready ? "empty.mineReady" : `empty.${filter.view}Hint`)}>
            {narrowing(filter) > 0 && <Button variant="light" mt="xs" onClick={widen}>{t("list.clearFilters")}</Button>}
          </Nothing>
        ) : (
          <Rows rows={list.rows} filter={filter} openId={openId} ticked={ticked} onPointed={setPointed} onEnd={list.loadMore} />
        )}
      </div>
    </section>
  );
}
