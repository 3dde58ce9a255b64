import { Skeleton, Text } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { Insight } from "../api/analysis";
import { get } from "../api/http";
import type { Conversation } from "../api/types";
import { useMay } from "../app/session";
import css from "./Customer.module.css";
import { MoodFacts } from "./MoodFacts";
import { Section } from "./Section";

/** How long a conversation has to be quiet before its analysis is asked for again. */
const QUIET_MS = 2000;

/** What analysis says of a whole conversation, brought up to date once what happened in it is over. */
function useInsight(one: Conversation) {
  const client = useQueryClient();
  const insight = useQuery({ queryKey: ["conversation", one.id, "insight"], queryFn: ({ signal }) => get<Insight>(`/conversations/${one.id}/insight`, signal), staleTime: 60_000 });
  useEffect(() => {
    const timer = setTimeout(() => void client.invalidateQueries({ queryKey: ["conversation", one.id, "insight"] }), QUIET_MS);
    return () => clearTimeout(timer);
  }, [client, one.id, one.version]);
  return insight;
}

/** What this conversation is about and how it goes: mood, topic, intents, watch lists, keywords. */
export function About({ one, onJump }: { one: Conversation; onJump?: (() => void) | undefined }) {
  const { t } = useTranslation();
  const sees = useMay("intelligence.see");
  const insight = useInsight(one);
  const known = insight.data;
  const mood = one.mood ?? known?.mood ?? null;
  const nothing = known && !mood && !known.topic && known.intents.length + known.watch.length + known.keywords.length === 0;
  return (
    <Section title={t("about.title")}>
      <div className={css.about} data-testid="about-conversation">
        {mood && <MoodFacts mood={mood} conversation={one.id} onJump={onJump} />}
        {insight.isPending && <><Skeleton h={14} w="70%" mt={8} /><Skeleton h={14} w="50%" mt={8} /></>}
        {nothing && <Text size="sm" c="dimmed">{t("about.nothing")}</Text>}
        {known && !nothing && (
          <dl className={css.facts}>
            {known.topic && <Fact name="topic">{sees ? <Link to={`/intelligence/topics/${known.topic.id}`} dir="auto">{known.topic.name}</Link> : <bdi>{known.topic.name}</bdi>}</Fact>}
            {known.intents.length > 0 && <Fact name="intents"><Words words={known.intents.map((it) => it.name)} /></Fact>}
            {known.watch.length > 0 && <Fact name="watch"><Words words={known.watch.map((it) => it.name)} watch /></Fact>}
            {known.keywords.length > 0 && <Fact name="keywords"><Words words={known.keywords} /></Fact>}
          </dl>
        )}
      </div>
    </Section>
  );
}

function Fact({ name, children }: { name: "topic" | "intents" | "watch" | "keywords"; children: ReactNode }) {
  const { t } = useTranslation();
  return <><dt>{t(`about.${name}`)}</dt><dd data-testid={`about-${name}`}>{children}</dd></>;
}

const Words = ({ words, watch }: { words: readonly string[]; watch?: boolean }) => (
  <span className={css.chips}>{words.map((word) => <span key={word} className={css.chip} data-watch={watch || undefined} dir="auto">{word}</span>)}</span>
);
