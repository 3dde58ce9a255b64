import { useMantineColorScheme } from "@mantine/core";
import type { SpotlightActionData } from "@mantine/spotlight";
import {
  IconArrowsExchange, IconCheck, IconCircleDot, IconClockPause, IconFlag, IconHelpCircle, IconInbox, IconKeyboard, IconLanguage,
  IconLayoutDashboard, IconMailPlus, IconMessagePlus, IconMoon, IconNote, IconPhone, IconSearch, IconSettings, IconTag, IconUserPlus,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { resolve } from "../actions/actions";
import { put } from "../api/http";
import { PRESENCES, type Seat } from "../api/types";
import { useMay } from "../app/session";
import { openDialPad, useCanCall } from "../calls/dial";
import { focusComposer } from "../composer/focus";
import { type DialogKind, openDialog } from "../dialogs/dialogs";
import { openNewMail, useCanWrite } from "../mail/newMail";
import { openNewText, useCanText } from "../texts/newText";
import { LANGUAGES, type Language, setLanguage } from "../i18n";
import { tellProblem } from "../parts/notify";
import { learnSeats } from "../state/live";

const DIALOGS = { assign: IconUserPlus, transfer: IconArrowsExchange, snooze: IconClockPause, priority: IconFlag, labels: IconTag, why: IconHelpCircle };

/** The commands of the bar, in groups: for the open conversation, places, presence, looks. */
export function useCommands(openId: string | undefined): { group: string; actions: SpotlightActionData[] }[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const supervises = useMay("wallboard.see");
  const canWrite = useCanWrite();
  const canCall = useCanCall();
  const canText = useCanText();
  const { setColorScheme } = useMantineColorScheme();
  const make = (id: string, label: string, Icon: typeof IconInbox, onClick: () => void): SpotlightActionData => ({ id, label, leftSection: <Icon size={18} stroke={1.7} />, onClick });
  const go = (path: string, label: string, Icon: typeof IconInbox) => make(`go-${path}`, label, Icon, () => void navigate(path));

  const here = openId ? [
    make("resolve", t("action.resolve"), IconCheck, () => void resolve([openId])),
    make("note", t("composer.writeNote"), IconNote, () => focusComposer("note")),
    ...(Object.keys(DIALOGS) as (keyof typeof DIALOGS)[]).map((kind) => make(kind, t(`action.${kind}`), DIALOGS[kind], () => openDialog(kind as DialogKind, [openId]))),
  ] : [];
  const begin = canWrite ? [make("new-mail", t("mail.new.title"), IconMailPlus, () => openNewMail())] : [];
  if (canText) begin.push(make("new-text", t("sms.new.title"), IconMessagePlus, () => openNewText()));
  if (canCall) begin.push(make("call", t("call.dial.title"), IconPhone, () => openDialPad()));
  const places = [
    go("/inbox", t("nav.inbox"), IconInbox),
    go("/search", t("nav.search"), IconSearch),
    ...(supervises ? [go("/supervisor", t("nav.supervisor"), IconLayoutDashboard)] : []),
    go("/settings", t("nav.settings"), IconSettings),
    make("keys", t("dialog.shortcuts"), IconKeyboard, () => openDialog("shortcuts")),
  ];
  const presence = PRESENCES.map((one) =>
    make(`presence-${one}`, t("search.become", { presence: t(`presence.${one}`) }), IconCircleDot, () =>
      void put<Seat>("/seats/me", { presence: one }).then((seat) => learnSeats([seat])).catch(tellProblem)));
  const looks = [
    ...(["light", "dark", "auto"] as const).map((one) => make(`scheme-${one}`, `${t("scheme.title")}: ${t(`scheme.${one}`)}`, IconMoon, () => setColorScheme(one))),
    ...(Object.keys(LANGUAGES) as Language[]).map((one) => make(`language-${one}`, LANGUAGES[one], IconLanguage, () => void setLanguage(one))),
  ];
  return [
    { group: t("search.here"), actions: here },
    { group: t("mail.new.group"), actions: begin },
    { group: t("search.places"), actions: places },
    { group: t("search.presence"), actions: presence },
    { group: t("search.looks"), actions: looks },
  ];
}
