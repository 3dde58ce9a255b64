import { Pill, Skeleton } from "@mantine/core";
import { IconPhoneOff, IconPlugConnectedX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useMe } from "../../app/session";
import { PhoneLine } from "../../calls/PhoneLine";
import { useFormat } from "../../format/time";
import { Nothing } from "../../parts/Nothing";
import { useStore } from "../../state/store";
import css from "./Live.module.css";
import { LiveCall } from "./LiveCall";
import { spread } from "./liveCalls";
import { mineOf, watched } from "./monitoring";
import { useLiveCalls } from "./useLiveCalls";
import { useListening } from "./useMonitoring";

/** Every call that is under way, and the way into it. */
export function LiveCalls() {
  const { t } = useTranslation();
  const format = useFormat();
  const { user, queues } = useMe();
  const { calls, loading, failed } = useLiveCalls();
  const [params, setParams] = useSearchParams();
  const queue = params.get("queue");
  const shown = queue ? calls.filter((one) => one.queue?.id === queue) : calls;
  const all = useStore(watched, (value) => value);
  const mine = mineOf(all, user.id);
  const listening = useListening(mine);
  const { waiting, talking, onHold, other } = spread(shown);
  const parts = ([["talking", talking], ["onHold", onHold], ["waiting", waiting], ["other", other]] as const).filter(([, count]) => count > 0);
  return (
    <div data-testid="live-calls">
      <div className={css.head}>
        <h1>{t("supervisor.calls.title")}</h1>
        <span className="tabular" data-testid="live-spread">{parts.map(([name, count]) => t(`supervisor.calls.spread.${name}`, { count, n: format.number(count) })).join(" · ")}</span>
        {queue && (
          <Pill withRemoveButton onRemove={() => setParams({}, { replace: true })} removeButtonProps={{ "aria-label": t("filter.remove", { name: t("filter.queue") }), tabIndex: 0, "aria-hidden": false }}>
            {queues.find((one) => one.id === queue)?.name ?? shown[0]?.queue?.name ?? t("filter.queue")}
          </Pill>
        )}
        <div className={css.phone}><PhoneLine /></div>
      </div>
      {loading && calls.length === 0 ? (
        <Skeleton h={160} radius="lg" aria-label={t("common.loading")} />
      ) : shown.length === 0 ? (
        failed
          ? <Nothing icon={IconPlugConnectedX} title={t("errors.listFailed")} hint={t("errors.offlineRemedy")} />
          : <Nothing icon={IconPhoneOff} title={t("supervisor.calls.none")} hint={t("supervisor.calls.noneHint")} />
      ) : (
        <ul className={css.calls} aria-label={t("supervisor.calls.title")}>
          {shown.map((one) => (
            <LiveCall key={one.id} one={one} user={user.id} mine={mine?.conversation === one.id ? mine : null} watchers={all.get(one.id)?.monitors ?? []} listening={listening} />
          ))}
        </ul>
      )}
    </div>
  );
}
