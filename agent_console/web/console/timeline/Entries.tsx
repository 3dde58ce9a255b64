import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import type { Conversation, Entry } from "../api/types";
import { CallCard } from "../calls/CallCard";
import { useFormat } from "../format/time";
import { Activities } from "./Activities";
import { Message } from "./Message";
import css from "./Timeline.module.css";
import { Worsened } from "./Worsened";
import { group } from "./group";

export function Entries({ entries, one, after }: { entries: readonly Entry[]; one: Conversation; after?: string | undefined }) {
  const { t } = useTranslation();
  const format = useFormat();
  const hit = Number(useSearchParams()[0].get("seq") ?? 0);
  const items = useMemo(() => group(entries, after), [entries, after]);
  const today = new Date().toDateString();
  return (
    <>
      {items.map((item) => {
        if (item.type === "day") {
          const isToday = new Date(item.at).toDateString() === today;
          return <div key={item.key} className={css.day} role="separator"><time dateTime={item.at}>{isToday ? t("timeline.today") : format.day(item.at)}</time></div>;
        }
        if (item.type === "activities") return <Activities key={item.key} entries={item.entries} />;
        if (item.type === "worsened") return <Worsened key={item.key} entry={item.entry} />;
        if (item.type === "call") return <CallCard key={item.key} entry={item.entry} spoken={item.spoken} one={one} hit={hit} />;
        return <Message key={item.key} entry={item.entry} joined={item.joined} one={one} hit={item.entry.seq === hit} />;
      })}
    </>
  );
}
