import { Button, Skeleton } from "@mantine/core";
import { IconHistory } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../api/http";
import type { Conversation } from "../api/types";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { Nothing } from "../parts/Nothing";
import { conversations, learn } from "../state/live";
import { useStore } from "../state/store";
import { Entries } from "../timeline/Entries";
import css from "./History.module.css";
import { type Run, runsOf } from "./runs";
import { useContactTimeline } from "./useContact";

/** Begins to load the page before when its end is this near. */
const AHEAD = "400px 0px 0px";
const NEAR_END_PX = 120;

/** Everything ever said with a customer, on whatever channel, as one timeline; older pages come on scrolling up. */
export function History({ contactId }: { contactId: string }) {
  const { t } = useTranslation();
  const history = useContactTimeline(contactId);
  const { entries, hasOlder, loadOlder } = history;
  const box = useRef<HTMLDivElement>(null);
  const top = useRef<HTMLDivElement>(null);
  const fromEnd = useRef(0);
  const inner = useRef<HTMLDivElement>(null);
  const first = entries[0]?.id;
  const last = entries.at(-1)?.id;
  // What is put before moves nothing that is being read; what comes at the end is followed by who reads there.
  useLayoutEffect(() => {
    const el = box.current;
    if (!el || !inner.current) return;
    const hold = (): void => void (el.scrollTop = el.scrollHeight - fromEnd.current - el.clientHeight);
    hold();
    const watch = new ResizeObserver(hold);
    watch.observe(inner.current);
    return () => watch.disconnect();
  }, [first]);
  useLayoutEffect(() => {
    const el = box.current;
    if (el && fromEnd.current > NEAR_END_PX) fromEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight;
  }, [last]);
  useEffect(() => {
    const el = top.current;
    if (!el || !hasOlder) return;
    const watch = new IntersectionObserver(([seen]) => seen?.isIntersecting && loadOlder(), { root: box.current, rootMargin: AHEAD });
    watch.observe(el);
    return () => watch.disconnect();
  }, [hasOlder, loadOlder, first]);
  const keep = (): void => {
    const el = box.current;
    if (el) fromEnd.current = el.scrollHeight - el.scrollTop - el.clientHeight;
  };
  return (
    <div className={css.scroll} ref={box} onScroll={keep} role="log" aria-label={t("customer.wholeHistory")} tabIndex={0} data-testid="customer-history">
      <div className={css.inner} ref={inner}>
        <div ref={top} />
        {hasOlder && <Button variant="subtle" color="gray" size="compact-sm" mx="auto" loading={history.loadingOlder} onClick={loadOlder}>{t("timeline.older")}</Button>}
        {history.loading && <Skeleton h={240} radius="lg" aria-label={t("common.loading")} />}
        {history.failed && <Nothing icon={IconHistory} title={t("errors.listFailed")} hint={t("errors.offlineRemedy")} />}
        {!history.loading && !history.failed && entries.length === 0 && <Nothing icon={IconHistory} title={t("customer.noHistory")} />}
        {runsOf(entries).map((run) => <Stretch key={run.key} run={run} />)}
      </div>
    </div>
  );
}

/** A stretch of one conversation under the mark that says which. */
function Stretch({ run }: { run: Run }) {
  const { t } = useTranslation();
  const format = useFormat();
  const known = useStore(conversations, (all) => all.get(run.conversation));
  useQuery({
    queryKey: ["conversation", run.conversation],
    enabled: !known,
    queryFn: async ({ signal }) => {
      const one = await get<Conversation>(`/conversations/${run.conversation}`, signal);
      learn([one]);
      return one.version;
    },
  });
  if (!known) return <Skeleton h={80} radius="lg" aria-label={t("common.loading")} />;
  return (
    <section className={css.stretch} aria-label={t("customer.conversation", { number: String(known.number) })} data-testid="history-conversation">
      <Link to={`/inbox/${known.id}`} className={css.mark}>
        <ChannelIcon channel={known.channel} />
        <b className="ltr">#{known.number}</b>
        <span>{t(`state.${known.state}`)}</span>
        {known.channel === "email" && known.subject && <span dir="auto">{known.subject}</span>}
        {known.queue && <span>{known.queue.name}</span>}
        <time dateTime={run.entries[0]?.at}>{run.entries[0] && format.full(run.entries[0].at)}</time>
      </Link>
      <Entries entries={run.entries} one={known} after={run.after} />
    </section>
  );
}
