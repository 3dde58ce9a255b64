import { IconEar, IconHeadset, IconPhoneCalling, IconPhoneOff, IconSpeakerphone } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay, useMe } from "../../app/session";
import { isSpeaking } from "../../calls/model";
import { readable } from "../../calls/numbers";
import { useNow } from "../../format/now";
import { useFormat } from "../../format/time";
import { tellDone } from "../../parts/notify";
import { conversations } from "../../state/live";
import css from "./Live.module.css";
import { Modes } from "./Modes";
import { type Mine, heardAs, isSettling, parting } from "./monitoring";
import { left, useListening, useMyMonitoring } from "./useMonitoring";

const SIGNS = { listen: IconEar, whisper: IconHeadset, barge: IconSpeakerphone, coming: IconPhoneCalling };

/** That I am in somebody's call, on every page: who hears me, a way to change that, and the way out. */
export function MonitorBar() {
  return useMay("calls.monitor") ? <Watching /> : null;
}

function Watching() {
  const mine = useMyMonitoring();
  useParting(mine);
  return mine && <Bar mine={mine} />;
}

/** Tells why I am no longer in a call that I neither left nor took over. */
function useParting(mine: Mine | null): void {
  const { t } = useTranslation();
  const { user } = useMe();
  const before = useRef<Mine | null>(null);
  useEffect(() => {
    const old = before.current;
    before.current = mine;
    if (!old || old.conversation === mine?.conversation) return;
    const now = conversations.get().get(old.conversation);
    const goesOn = !now?.call || isSpeaking(now.call);
    if (!left.delete(old.conversation) && now?.agent?.id !== user.id) tellDone(t(`supervisor.calls.${parting(old.me, goesOn)}`, { agent: old.agent?.name ?? readable(old.contact.name) }));
  }, [mine, t, user.id]);
}

function Bar({ mine }: { mine: Mine }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const listening = useListening(mine);
  const heard = heardAs(mine.me) ?? "coming";
  const Sign = SIGNS[heard];
  const agent = mine.agent?.name ?? readable(mine.contact.name);
  const since = (now - Date.parse(mine.me.since)) / 1000;
  return (
    <section className={css.bar} data-heard={heard} aria-label={t("supervisor.calls.bar.region")} data-testid="monitor-bar">
      <Sign size={19} className={css.sign} aria-hidden />
      <div className={css.says}>
        <b role="status" data-testid="monitor-words">{t(`supervisor.calls.bar.${heard}`, { agent })}</b>
        <span>
          <Link to={`/inbox/${mine.conversation}`}><bdi>{readable(mine.contact.name)}</bdi></Link>
          {heard !== "coming" && <span className="tabular" role="timer">{format.duration(since)}</span>}
          {isSettling(mine.me) && <span data-testid="monitor-settling">{t("supervisor.calls.settling")}</span>}
        </span>
      </div>
      <Modes mine={mine} listening={listening} />
      <button type="button" className={css.leave} disabled={listening.busy === "leave"} onClick={() => void listening.run(mine.conversation, "leave")} data-testid="monitor-leave">
        <IconPhoneOff size={17} aria-hidden />{t("supervisor.calls.leave")}
      </button>
    </section>
  );
}
