import { ActionIcon, Tooltip } from "@mantine/core";
import { IconPhone } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useFormat } from "../../format/time";
import { tellProblem } from "../../parts/notify";
import { Country, Number } from "../Number";
import type { WithCall } from "../model";
import { readable } from "../numbers";
import { callOut } from "../orders";
import { outcomeInWords } from "../words";
import css from "./Lists.module.css";
import { PlayMessage } from "./PlayMessage";
import { type CallList, waitedIn } from "./kinds";

/** What a row of a list of calls says of its call: by which number, and what became of it. */
export function CallLine({ one, list }: { one: WithCall; list: CallList }) {
  const { t } = useTranslation();
  const { call } = one;
  const said = list === "missed" ? outcomeInWords(call, t) : "";
  const number = (list === "callback" && call.callback_to) || call.theirs;
  return (
    <span className={css.line} data-testid="call-line">
      {one.contact.name === number ? <Country value={number} /> : <Number value={number} plain />}
      {said && <span>{said}</span>}
      {list === "voicemail" && !call.message && <span>{t("callList.noMessage")}</span>}
    </span>
  );
}

/** How long somebody waited before they gave up. */
export function Waited({ one: { call } }: { one: WithCall }) {
  const { t } = useTranslation();
  const format = useFormat();
  const waited = call.state === "abandoned" ? waitedIn(call) : null;
  return waited === null ? null : <span className="tabular">{t("callList.waited", { time: format.duration(waited) })}</span>;
}

/** What can be done in the row itself: hear the message, call them. */
export function CallActs({ one, list }: { one: WithCall; list: CallList }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const wish = useRef(crypto.randomUUID());
  const number = one.call.callback_to || one.call.theirs;
  const call = useMutation({
    mutationFn: () => callOut(wish.current, { conversation_id: one.id, address: "" }),
    onSuccess: () => navigate(`/inbox/${one.id}`),
    onError: tellProblem,
    onSettled: () => void (wish.current = crypto.randomUUID()),
  });
  const { message } = one.call;
  return (
    <span className={css.acts}>
      {list === "voicemail" && message && <PlayMessage conversation={one.id} message={message} name={readable(one.contact.name)} />}
      {number && (
        <Tooltip label={t("call.callBack")}>
          <ActionIcon variant="light" color="ink" radius="xl" size={30} aria-label={t("callList.callBack", { name: readable(one.contact.name) })} loading={call.isPending} onClick={() => call.mutate()} data-testid="row-call-back">
            <IconPhone size={16} />
          </ActionIcon>
        </Tooltip>
      )}
    </span>
  );
}
