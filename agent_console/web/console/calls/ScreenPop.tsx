import { IconListNumbers, IconNotes } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../api/http";
import type { Entries } from "../api/types";
import { useContact, useContactConversations } from "../customer/useContact";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import css from "./Pop.module.css";
import { Country, Number } from "./Number";
import { type WithCall, isLive } from "./model";
import { countryOf } from "./numbers";
import { lastWords, outcomeInWords } from "./words";

const MATTERS = 3;

/** Who calls, before one answers: the number, what they chose, what was last, and what is noted of them. */
export function ScreenPop({ one }: { one: WithCall }) {
  const { t, i18n } = useTranslation();
  const format = useFormat();
  const contact = useContact(one.contact.id).data;
  const before = (useContactConversations(one.contact.id).data?.items ?? []).filter((it) => it.id !== one.id).slice(0, MATTERS);
  // What they pressed or said stands on the timeline.
  const entries = useQuery({
    queryKey: ["calls", "pop", one.id, one.call.id],
    retry: false,
    queryFn: ({ signal }) => get<Entries>(`/conversations/${one.id}/entries?limit=50`, signal),
  }).data?.entries ?? [];
  const queued = entries.findLast((it) => it.activity === "call" && it.data.event === "queued" && it.data.chosen);
  const said = one.call.callback_to ? t("call.pop.callback") : isLive(one.call) ? "" : [outcomeInWords(one.call, t), one.call.message && format.duration(one.call.message.duration_s)].filter(Boolean).join(" · ");
  return (
    <div className={css.pop} data-testid="screen-pop">
      <p className={css.number}>{one.contact.name === one.call.theirs ? <><Country value={one.call.theirs} /><span>{countryOf(one.call.theirs, i18n.language)?.name}</span></> : <Number value={one.call.theirs} />}{said && <b data-testid="pop-kind">{said}</b>}</p>
      {queued && <p className={css.line} data-testid="pop-choice"><IconListNumbers size={15} aria-hidden /><span dir="auto">{t("call.pop.chose", { chosen: String(queued.data.chosen), queue: one.queue?.name ?? "" })}</span></p>}
      {contact?.notes && <p className={css.line} data-testid="pop-notes"><IconNotes size={15} aria-hidden /><span dir="auto">{contact.notes}</span></p>}
      {before.length > 0 ? (
        <ul className={css.matters} aria-label={t("call.pop.last")} data-testid="pop-matters">
          {before.map((it) => (
            <li key={it.id}>
              <Link to={`/inbox/${it.id}`}>
                <ChannelIcon channel={it.channel} size={14} />
                <span dir="auto">{(it.channel === "email" && it.subject) || lastWords(it, t, format, serverNow()) || `#${it.number}`}</span>
                <time>{format.brief(it.changed_at, serverNow())}</time>
              </Link>
            </li>
          ))}
        </ul>
      ) : <p className={css.none}>{t("call.pop.first")}</p>}
      <Link to={`/inbox/${one.id}`} className={css.look} data-testid="pop-look">{t("call.pop.look")}</Link>
    </div>
  );
}
