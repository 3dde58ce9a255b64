import { Button, Skeleton } from "@mantine/core";
import { useFullscreenElement } from "@mantine/hooks";
import { IconLayoutDashboard, IconMaximize, IconMinimize } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { Nothing } from "../parts/Nothing";
import { Term, ToneMark, Value } from "./Figure";
import { QueueCard } from "./QueueCard";
import { spread, waitingIn } from "./calls/liveCalls";
import { useHasCalls, useLiveCalls } from "./calls/useLiveCalls";
import css from "./Supervisor.module.css";
import { LEVEL_GOOD, LEVEL_WARNS, WAIT_WARNS, waited } from "./thresholds";
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
  const waiting = sum((one) => one.waiting);
  const active = sum((one) => one.active);
  const hasCalls = useHasCalls();
  const { calls } = useLiveCalls();
  const { waiting: callers } = spread(calls);
  const figures = [
    ["waiting", t("supervisor.waiting"), format.number(waiting), waiting === 0],
    ["longest", t("supervisor.longest"), format.duration(longest), waiting === 0],
    ["active", t("supervisor.active"), format.number(active), active === 0],
    ...(hasCalls ? [["lines", callers > 0 ? t("supervisor.calls.linesWaiting", { waiting: format.number(callers) }) : t("supervisor.calls.lines"), format.number(calls.length), calls.length === 0] as const] : []),
    ["people", t("supervisor.available"), format.number(available), false],
    ["level", t("supervisor.level"), total ? format.percent(sum((one) => one.service_level.met) / total) : "–", true],
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
        {figures.map(([measure, label, value, empty]) => (
          <div key={measure} className={css.figure}><b><Value measure={measure} name={label} empty={empty}>{value}</Value></b><Term measure={measure}>{label}</Term></div>
        ))}
      </div>
      {board.loading && <Skeleton h={200} radius="lg" aria-label={t("common.loading")} />}
      {!board.loading && board.queues.length === 0 && <Nothing icon={IconLayoutDashboard} title={t(board.failed ? "errors.listFailed" : "supervisor.noQueues")} hint={t(board.failed ? "errors.offlineRemedy" : "supervisor.noQueuesHint")} />}
      <div className={css.queues}>{board.queues.map((one) => <QueueCard key={one.queue.id} one={one} now={now} callers={hasCalls ? waitingIn(calls, one.queue.id) : null} />)}</div>
      {board.queues.length > 0 && (
        <div className={css.legend} role="note" aria-label={t("tone.legend")}>
          <span>{t("tone.legendWait")}</span>
          <span><ToneMark tone="warn" size={14} />{t("tone.legendWarn", { part: format.percent(WAIT_WARNS) })}</span>
          <span><ToneMark tone="bad" size={14} />{t("tone.legendBad")}</span>
          <span>{t("tone.legendLevel")}</span>
          <span><ToneMark tone="good" size={14} />{t("tone.legendFrom", { part: format.percent(LEVEL_GOOD) })}</span>
          <span><ToneMark tone="warn" size={14} />{t("tone.legendFrom", { part: format.percent(LEVEL_WARNS) })}</span>
          <span><ToneMark tone="bad" size={14} />{t("tone.legendBelow", { part: format.percent(LEVEL_WARNS) })}</span>
        </div>
      )}
    </div>
  );
}
