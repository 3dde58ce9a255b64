import { Button, SegmentedControl, Skeleton } from "@mantine/core";
import { IconBellCheck, IconBellOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { Nothing } from "../parts/Nothing";
import parts from "../parts/parts.module.css";
import { AlertLine } from "./AlertLine";
import css from "./Alerts.module.css";
import { type AlertState, useAlerts } from "./alerting";

/** What a supervisor, or the owner of a watch list, should look at: newest first, until somebody has. */
export default function Alerts() {
  return <div className={parts.page}><AlertList /></div>;
}

export function AlertList() {
  const { t } = useTranslation();
  const [params, setParams] = useSearchParams();
  const state: AlertState = params.get("state") === "all" ? "all" : "open";
  const list = useAlerts(state);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className={css.column} data-testid="alerts">
      <div className={css.head}>
        <h1>{t("intelligence.alerts.title")}</h1>
        <SegmentedControl size="sm" value={state} aria-label={t("intelligence.alerts.which")} data={[{ value: "open", label: t("intelligence.alerts.open") }, { value: "all", label: t("intelligence.alerts.all") }]}
          onChange={(value) => setParams(value === "all" ? { state: "all" } : {}, { replace: true })} />
      </div>
      {list.isPending && <Skeleton h={140} radius="lg" aria-label={t("common.loading")} />}
      {list.isError && <Nothing icon={IconBellOff} title={t("errors.listFailed")} hint={list.error.message}><Button variant="default" mt="sm" onClick={() => void list.refetch()}>{t("common.retry")}</Button></Nothing>}
      {list.isSuccess && items.length === 0 && <Nothing icon={IconBellCheck} title={t("intelligence.alerts.none")} hint={t("intelligence.alerts.noneHint")} />}
      {items.length > 0 && <ul className={css.alerts}>{items.map((one) => <AlertLine key={one.id} alert={one} />)}</ul>}
      {list.hasNextPage && <Button mt="md" variant="default" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>{t("common.more")}</Button>}
    </div>
  );
}
