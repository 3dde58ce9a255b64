import { IconPhoneCalling, IconPhoneX, IconRecordMail } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { CallsWaiting } from "../../api/calls";
import { get } from "../../api/http";
import { useFormat } from "../../format/time";
import { showCalls } from "../../inbox/filter";
import { clearSelection } from "../../inbox/selection";
import type { Filter } from "../../state/conversations";
import { useCanCall } from "../dial";
import { CALL_LISTS, type CallList } from "./kinds";
import css from "./Lists.module.css";

const SIGNS = { voicemail: IconRecordMail, callback: IconPhoneCalling, missed: IconPhoneX };
const COUNTS = { voicemail: "voicemails", callback: "callbacks", missed: "missed" } as const satisfies Record<CallList, keyof CallsWaiting>;

/** How many calls wait to be called back; asked for again when something happens. */
export const useCallsWaiting = (enabled: boolean) =>
  useQuery({ queryKey: ["counts", "calls"], queryFn: ({ signal }) => get<CallsWaiting>("/calls/waiting", signal), staleTime: 4000, enabled });

/** The lists of calls that somebody is to call back, under the views; only where there is a telephone. */
export function CallLists({ filter }: { filter: Filter }) {
  const { t } = useTranslation();
  const format = useFormat();
  const calls = useCanCall();
  const waiting = useCallsWaiting(calls).data;
  if (!calls) return null;
  return (
    <div className={css.lists} role="group" aria-label={t("callList.title")} data-testid="call-lists">
      {CALL_LISTS.map((list) => {
        const Sign = SIGNS[list];
        const count = waiting?.[COUNTS[list]] ?? 0;
        return (
          <button key={list} type="button" className={css.list} aria-pressed={filter.call === list} title={t(`callList.hint.${list}`)} data-testid={`calls-${list}`}
            onClick={() => { clearSelection(); showCalls(list); }}>
            <Sign size={16} stroke={1.8} aria-hidden /><span>{t(`callList.${list}`)}</span>{count > 0 && <b className="tabular">{format.number(count)}</b>}
          </button>
        );
      })}
    </div>
  );
}
