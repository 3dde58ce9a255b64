import { ActionIcon, Button, Menu, Text, Tooltip } from "@mantine/core";
import {
  IconArrowBackUp, IconArrowLeft, IconArrowsExchange, IconCheck, IconClockPause, IconDots, IconFlag, IconHandGrab, IconHelpCircle,
  IconHourglass, IconTag, IconUserCircle, IconUserPlus,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { pending, reopen, resolve, take } from "../actions/actions";
import type { Conversation } from "../api/types";
import { useMe } from "../app/session";
import { readable } from "../calls/numbers";
import { type DialogKind, openDialog } from "../dialogs/dialogs";
import { isSpeaking } from "../calls/model";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { MoodMark } from "../parts/MoodMark";
import { PriorityMark } from "../parts/PriorityMark";
import { Wait } from "../inbox/Wait";
import css from "./Timeline.module.css";
import { Watching } from "./Watching";

const ICONS = { assign: IconUserPlus, transfer: IconArrowsExchange, snooze: IconClockPause, priority: IconFlag, labels: IconTag, why: IconHelpCircle };

interface Props { one: Conversation; phone: boolean; onCustomer: (() => void) | undefined }

/** Who this is, where it stands, who else is here, and what can be done with it. */
export function Header({ one, phone, onCustomer }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const me = useMe();
  const closed = one.category === "closed";
  const subject = one.channel === "email" ? one.subject : "";
  const mine = one.agent?.id === me.user.id;
  const quick: DialogKind[] = phone ? [] : ["assign", "transfer", "snooze"];
  const state = one.state === "snoozed" && one.snoozed_until ? t("state.snoozedUntil", { time: format.full(one.snoozed_until) }) : t(`state.${one.state}`);
  return (
    <header className={css.header} data-free={(!one.agent && !closed) || undefined}>
      {phone && <ActionIcon component={Link} to="/inbox" size="lg" aria-label={t("conversation.back")}><IconArrowLeft size={20} className={css.flip} /></ActionIcon>}
      <div className={css.title}>
        <div className={css.titleLine}>
          <h1 dir="auto"><bdi>{readable(one.contact.name)}</bdi></h1>
          {subject && !phone && <span className={css.subject} dir="auto" data-testid="conversation-subject" title={subject}>{subject}</span>}
          <PriorityMark priority={one.priority} size={17} />
          <Watching id={one.id} />
        </div>
        <Text size="xs" c="dimmed" component="div" className={css.facts}>
          <ChannelIcon channel={one.channel} size={14} />
          {subject && phone ? <span className={css.subject} dir="auto" data-testid="conversation-subject">{subject}</span> : <span className={css.fact}>{one.inbox.name}</span>}<span aria-hidden>·</span>
          {!(subject && phone) && <><span className={`ltr ${css.spare}`}>#{one.number}</span><span aria-hidden className={css.spare}>·</span></>}
          <span data-testid="conversation-state" data-state={one.state}>{state}</span>
          {!phone && <><span aria-hidden className={css.spare}>·</span><span className={`${css.fact} ${css.spare}`}>{one.agent ? (mine ? t("conversation.you") : one.agent.name) : (one.queue?.name ?? t("conversation.nobody"))}</span></>}
          {one.mood && <><span aria-hidden>·</span><MoodMark mood={one.mood} /></>}
          <Wait one={one} />
        </Text>
      </div>
      {!one.agent && !closed && (phone
        ? <ActionIcon size="lg" variant="light" aria-label={t("action.take")} onClick={() => void take(one.id)} data-testid="take-button"><IconHandGrab size={19} /></ActionIcon>
        : <Button variant="light" size="compact-md" leftSection={<IconHandGrab size={16} />} onClick={() => void take(one.id)} data-testid="take-button">{t("action.take")}</Button>)}
      {quick.map((kind) => <Quick key={kind} kind={kind} id={one.id} />)}
      {onCustomer && <Tooltip label={t("customer.pane")}><ActionIcon size="lg" aria-label={t("customer.pane")} onClick={onCustomer}><IconUserCircle size={20} /></ActionIcon></Tooltip>}
      <Menu position="bottom-end" width={230}>
        <Menu.Target><ActionIcon size="lg" aria-label={t("action.more")}><IconDots size={19} /></ActionIcon></Menu.Target>
        <Menu.Dropdown>
          {!mine && one.agent && <Menu.Item leftSection={<IconHandGrab size={16} />} onClick={() => void take(one.id)}>{t("action.take")}</Menu.Item>}
          {(Object.keys(ICONS) as (keyof typeof ICONS)[]).map((kind) => {
            const Icon = ICONS[kind];
            return <Menu.Item key={kind} leftSection={<Icon size={16} />} onClick={() => openDialog(kind, [one.id])}>{t(`action.${kind}`)}</Menu.Item>;
          })}
          {one.state === "active" && <Menu.Item leftSection={<IconHourglass size={16} />} onClick={() => void pending([one.id])}>{t("action.pending")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
      {closed ? (
        <Button variant="default" size="compact-md" leftSection={<IconArrowBackUp size={16} />} onClick={() => void reopen([one.id])} data-testid="reopen-button">{t("action.reopen")}</Button>
      ) : one.call && isSpeaking(one.call) ? null : (
        <Tooltip label={t("action.resolveKey")}>
          {phone
            ? <ActionIcon size="lg" variant="default" aria-label={t("action.resolve")} onClick={() => void resolve([one.id])} data-testid="resolve-button"><IconCheck size={19} /></ActionIcon>
            : <Button variant="default" size="compact-md" leftSection={<IconCheck size={16} />} onClick={() => void resolve([one.id])} data-testid="resolve-button">{t("action.resolve")}</Button>}
        </Tooltip>
      )}
    </header>
  );
}

function Quick({ kind, id }: { kind: DialogKind; id: string }) {
  const { t } = useTranslation();
  const Icon = ICONS[kind as keyof typeof ICONS];
  return (
    <Tooltip label={t(`action.${kind}`)}>
      <ActionIcon size="lg" aria-label={t(`action.${kind}`)} onClick={() => openDialog(kind, [id])} className={css.quick} data-kind={kind}><Icon size={19} stroke={1.7} /></ActionIcon>
    </Tooltip>
  );
}
