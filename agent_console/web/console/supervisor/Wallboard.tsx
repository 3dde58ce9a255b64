import { Button, Skeleton } from "@mantine/core";
import { useFullscreenElement } from "@mantine/hooks";
import { IconLayoutDashboard, IconMaximize, IconMinimize } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { QueueCard } from "./QueueCard";
import css from "./Supervisor.module.css";
import { waited } from "./thresholds";
import { useWallboard } from "./useWallboard";

/** Queues and people as they are this second. */
export function Wallboard() {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const board = useWallboard();
  const full = useFullscreenElement();
  const sum = (pick: (one: (typeof board.queues)[number]) => number): number => board.queues.reduce((total, one) => total + pick(one), 0);
  const longest = Math.max(0, ...board.queues.map((one) => waited(one.longest_wait_since, now)));
  const available = board.seats.filter((seat) => seat.presence === "available").length;
  const total = sum((one) => one.service_level.total);
  const figures = [
    [t("supervisor.waiting"), format.number(sum((one) => one.waiting))],
    [t("supervisor.longest"), format.duration(longest)],
    [t("supervisor.active"), format.number(sum((one) => one.active))],
    [t("supervisor.available"), format.number(available)],
    [t("supervisor.level"), total ? format.percent(sum((one) => one.service_level.met) / total) : "–"],
  ] as const;
  return (
    <div className={css.board} ref={full.ref} data-testid="wallboard">
      <div className={css.head}>
        <h1>{t("supervisor.wallboard")}</h1>
        <Button variant="default" size="compact-md" visibleFrom="sm" onClick={() => void full.toggle()} leftSection={full.fullscreen ? <IconMinimize size={16} /> : <IconMaximize size={16} />}>
          {t(full.fullscreen ? "supervisor.leaveFull" : "supervisor.full")}
        </Button>
      </div>
      <div className={css.totals}>
        {figures.map(([label, value]) => <div key={label} className={css.figure}><b>{value}</b><span>{label}</span></div>)}
      </div>
      {board.loading && <Skeleton h={200} radius="lg" aria-label={t("common.loading")} />}
      {!board.loading && board.queues.length === 0 && <Nothing icon={IconLayoutDashboard} title={t(board.failed ? "errors.listFailed" : "supervisor.noQueues")} hint={t(board.failed ? "errors.offlineRemedy" : "supervisor.noQueuesHint")} />}
      <div className={css.queues}>{board.queues.map((one) => <QueueCard key={one.queue.id} one={one} now={now} />)}</div>
    </div>
  );
}
