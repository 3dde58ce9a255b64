import { ActionIcon, Button, Menu } from "@mantine/core";
import { IconDots, IconEye, IconHandGrab, IconMessages, IconPhoneOff, IconPlayerPause, IconPlayerPauseFilled, IconUserPlus } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { take } from "../../actions/actions";
import type { Monitor } from "../../api/calls";
import { Who } from "../../calls/Who";
import { type WithCall, heldNow, isSpeaking, legOf, talked } from "../../calls/model";
import { readable } from "../../calls/numbers";
import { useNow } from "../../format/now";
import { useFormat } from "../../format/time";
import { Face } from "../../parts/Face";
import css from "./Live.module.css";
import { MODES, Modes } from "./Modes";
import { canEnter, isWaiting, partiesOf, sinceOf } from "./liveCalls";
import { type Mine, heardAs } from "./monitoring";
import type { useListening } from "./useMonitoring";

interface Props { one: WithCall; user: string; mine: Mine | null; watchers: readonly Monitor[]; listening: ReturnType<typeof useListening> }

/** One live call: with whom, how it stands, whose it is, who else is in it, and how to come in. */
export function LiveCall({ one, user, mine, watchers, listening }: Props) {
  const { t } = useTranslation();
  const { call, agent } = one;
  const parties = partiesOf(one);
  const quiet = watchers.filter((it) => it.user.id !== user && it.mode !== "barge");
  return (
    <li className={css.call} data-testid="live-call" data-id={one.id} data-state={call.state} data-heard={mine ? (heardAs(mine.me) ?? "coming") : undefined}>
      <Who one={one} />
      <State one={one} />
      <div className={css.whose}>
        {agent && isSpeaking(call) ? <span className={css.agent}><Face id={agent.id} name={agent.name} size={22} /><span dir="auto">{agent.name}</span></span>
          : agent ? <span dir="auto">{agent.name}</span> : one.offer ? <span dir="auto">{t("supervisor.calls.offeredTo", { name: one.offer.agent.name })}</span> : <span className={css.dim}>{t("supervisor.calls.nobody")}</span>}
        {one.queue && <span className={css.dim}>{one.queue.name}</span>}
      </div>
      <div className={css.parties}>
        {parties.map((leg) => <span key={leg.id}><IconUserPlus size={14} role="img" aria-label={t("call.others")} /><bdi>{leg.user_id === user ? t("conversation.you") : readable(leg.name || leg.address)}</bdi></span>)}
        {quiet.map((it) => <span key={it.leg}><IconEye size={14} role="img" aria-label={t(`supervisor.calls.others.${it.mode}`)} /><bdi>{it.user.name}</bdi></span>)}
      </div>
      <div className={css.acts}>
        {mine ? (
          <>
            {mine.me.state !== "in" && <span className={css.dim} role="status">{t("call.waits.our_phone_rings")}</span>}
            <Modes mine={mine} listening={listening} testId="row-modes" />
            <Button className={css.rowLeave ?? ""} size="compact-sm" variant="default" leftSection={<IconPhoneOff size={15} />} loading={listening.busy === "leave"} onClick={() => void listening.run(one.id, "leave")} data-testid="row-leave">{t("supervisor.calls.leave")}</Button>
          </>
        ) : canEnter(one, user) && MODES.map(([mode, Icon]) => (
          <Button key={mode} size="compact-sm" variant="default" leftSection={<Icon size={15} />} disabled={listening.busy !== null} title={t(`supervisor.calls.means.${mode}`, { agent: agent?.name ?? "" })}
            onClick={() => void listening.run(one.id, mode)} data-testid={`live-${mode}`}>{t(`supervisor.calls.${mode}`)}</Button>
        ))}
        <More one={one} user={user} />
      </div>
    </li>
  );
}

/** How the call stands in words, for how long; whether they are on hold and whether it is recorded. */
function State({ one }: { one: WithCall }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const { call } = one;
  const seconds = isSpeaking(call) ? talked(call, now) : (now - Date.parse(sinceOf(one))) / 1000;
  const consulted = call.state === "transferring" ? legOf(call, "consulted") : undefined;
  const words = consulted ? t(consulted.state === "in" ? "call.consultingWith" : "call.consultingRings", { name: consulted.name })
    : call.state === "talking" || call.state === "on_hold" ? t(`call.state.${call.state}`) : t(`call.card.${call.state}`);
  return (
    <div className={css.state} data-tone={call.held_at ? "hold" : isSpeaking(call) ? "talk" : isWaiting(one) ? "wait" : undefined}>
      <span className={css.words}>{words}</span>
      <span className={css.times}>
        <span className="tabular" role="timer" aria-label={words}>{format.duration(seconds)}</span>
        {call.held_at && <span className={`${css.hold} tabular`} role="timer" aria-label={t("call.held", { time: format.duration(heldNow(call, now)) })}><IconPlayerPause size={13} aria-hidden />{format.duration(heldNow(call, now))}</span>}
        {call.taping_now !== "off" && (
          <span className={css.tape} data-now={call.taping_now} data-testid="live-tape">
            {call.taping_now === "paused" ? <IconPlayerPauseFilled size={13} aria-hidden /> : <i className={css.dot} aria-hidden />}{t(`call.tape.${call.taping_now}`)}
          </span>
        )}
      </span>
    </div>
  );
}

function More({ one, user }: { one: WithCall; user: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Menu position="bottom-end" width={230}>
      <Menu.Target><ActionIcon size="lg" aria-label={t("supervisor.calls.more", { name: readable(one.contact.name) })} data-testid="live-more"><IconDots size={18} /></ActionIcon></Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to={`/inbox/${one.id}`} leftSection={<IconMessages size={16} />}>{t("supervisor.calls.open")}</Menu.Item>
        {one.agent?.id !== user && (
          <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={() => void take(one.id).then((done) => done && navigate(`/inbox/${one.id}`))} data-testid="live-take">{t("supervisor.calls.take")}</Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
