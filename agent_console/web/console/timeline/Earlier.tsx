import { Loader } from "@mantine/core";
import { IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { get } from "../api/http";
import type { Conversation } from "../api/types";
import { useContactConversations } from "../customer/useContact";
import { lastWords } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { tellProblem } from "../parts/notify";
import { loadEarlier } from "../socket/catchup";
import { timelineOf, timelines } from "../state/live";
import { useStore } from "../state/store";
import { EMPTY } from "../state/timeline";
import { Entries } from "./Entries";
import css from "./Timeline.module.css";

const FIRST = 3;

/** The customer's earlier conversations, on whatever channel, folded in their place above this one. */
export function Earlier({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const all = useContactConversations(one.contact.id).data?.items ?? [];
  const [whole, setWhole] = useState(false);
  const before = all.filter((other) => other.id !== one.id && other.created_at < one.created_at)
    .sort((a, b) => (a.created_at < b.created_at ? -1 : 1));
  const hidden = whole ? 0 : Math.max(0, before.length - FIRST);
  if (before.length === 0) return null;
  return (
    <div style={{ marginBottom: 8 }}>
      {hidden > 0 && <button type="button" className={css.fold} onClick={() => setWhole(true)} style={{ fontSize: 13, marginBottom: 6 }}>{t("timeline.moreEarlier", { count: hidden })}</button>}
      {before.slice(hidden).map((other) => <Folded key={other.id} one={other} />)}
    </div>
  );
}

function Folded({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const timeline = useStore(timelines, (all) => all.get(one.id)) ?? EMPTY;
  const loading = useQuery({
    queryKey: ["earlier", one.id],
    enabled: open,
    queryFn: async () => {
      if (timelineOf(one.id).entries.length === 0) await loadEarlier(one.id);
      return get<Conversation>(`/conversations/${one.id}`);
    },
  }).isPending;
  const Chevron = open ? IconChevronDown : IconChevronRight;
  return (
    <div className={css.earlier} data-testid="earlier-conversation">
      <button type="button" className={css.earlierHead} aria-expanded={open} onClick={() => setOpen(!open)}>
        <Chevron size={15} className={open ? undefined : css.flip} aria-hidden />
        <ChannelIcon channel={one.channel} />
        <b>{format.day(one.created_at)}</b>
        <span style={{ flex: "none" }}>#{one.number} · {t(`state.${one.state}`)}</span>
        <span dir="auto">{(one.channel === "email" && one.subject) || lastWords(one, t, format, serverNow())}</span>
      </button>
      {open && (
        <div className={css.earlierBody}>
          {loading && <Loader size="xs" m="sm" aria-label={t("common.loading")} />}
          {timeline.hasEarlier && timeline.entries.length > 0 && (
            <button type="button" className={css.fold} onClick={() => void loadEarlier(one.id).catch(tellProblem)}>{t("timeline.older")}</button>
          )}
          <Entries entries={timeline.entries} one={one} />
        </div>
      )}
    </div>
  );
}
