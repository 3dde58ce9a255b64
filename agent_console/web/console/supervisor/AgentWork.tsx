import { Button, Loader, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { get } from "../api/http";
import type { Conversation, Page, Seat } from "../api/types";
import { readable } from "../calls/numbers";
import { openDialog } from "../dialogs/dialogs";
import { Wait } from "../inbox/Wait";
import { CallWords } from "../calls/CallWords";
import { saysCall } from "../calls/words";
import { ChannelIcon } from "../parts/ChannelIcon";
import { SentimentDot } from "../parts/SentimentDot";
import { moodNow } from "../parts/mood";
import { conversations, learn } from "../state/live";
import { useStore } from "../state/store";
import css from "./Supervisor.module.css";

/** What one agent works on, each to be read along, explained, or moved. */
export function AgentWork({ seat }: { seat: Seat }) {
  const { t } = useTranslation();
  const { isPending } = useQuery({
    queryKey: ["work", seat.agent.id],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Conversation>>("/conversations?view=all&category=open&limit=100", signal);
      learn(page.items);
      return page.items.length;
    },
  });
  const known = useStore(conversations, (value) => value);
  const work = [...known.values()].filter((one) => one.agent?.id === seat.agent.id && one.category !== "closed");
  if (isPending) return <Loader size="xs" aria-label={t("common.loading")} />;
  if (work.length === 0) return <Text size="sm" c="dimmed">{t("supervisor.noWork")}</Text>;
  return (
    <>
      {work.map((one) => (
        <div key={one.id} className={css.work}>
          <ChannelIcon channel={one.channel} />
          <Link to={`/inbox/${one.id}`} dir="auto"><bdi>{readable(one.contact.name)}</bdi></Link>
          <SentimentDot value={moodNow(one)} />
          <span className={css.words} dir="auto">{saysCall(one) ? <CallWords one={one} /> : one.last_message?.text}</span>
          <Wait one={one} />
          <Button size="compact-xs" variant="subtle" color="gray" onClick={() => openDialog("why", [one.id])}>{t("supervisor.why")}</Button>
          <Button size="compact-xs" variant="default" onClick={() => openDialog("assign", [one.id])}>{t("supervisor.move")}</Button>
        </div>
      ))}
    </>
  );
}
