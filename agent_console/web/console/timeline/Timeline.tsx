import { Button } from "@mantine/core";
import { IconArrowDown } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { PendingList } from "../composer/PendingList";
import { outbox } from "../composer/outbox";
import { tellProblem } from "../parts/notify";
import { loadEarlier } from "../socket/catchup";
import { useStore } from "../state/store";
import { type Timeline as Known, lastSeq } from "../state/timeline";
import { Earlier } from "./Earlier";
import { Entries } from "./Entries";
import css from "./Timeline.module.css";
import { TypingLine } from "./TypingLine";
import { VisitorLine } from "./VisitorLine";

/** Within so many pixels of its end, the timeline follows what is new. */
const NEAR_END_PX = 120;

/** Everything said with this customer: this conversation in front, earlier ones folded above it. */
export function Timeline({ one, timeline }: { one: Conversation; timeline: Known }) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const inner = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const lastTop = useRef(0);
  const [behind, setBehind] = useState(false);
  const [loading, setLoading] = useState(false);
  const last = lastSeq(timeline);

  const toEnd = (): void => box.current?.scrollTo({ top: box.current.scrollHeight });
  useLayoutEffect(() => {
    if (follows.current) toEnd();
    else setBehind(true);
  }, [last]);
  // What I send brings me to the end, wherever I was reading.
  const mine = useStore(outbox, (all) => all.filter((item) => item.conversation === one.id).length);
  useLayoutEffect(() => {
    if (mine === 0) return;
    follows.current = true;
    toEnd();
  }, [mine]);
  // Pictures, pending rows and the growing composer change heights later: the end stays in sight.
  useEffect(() => {
    const watch = new ResizeObserver(() => follows.current && toEnd());
    if (box.current) watch.observe(box.current);
    if (inner.current) watch.observe(inner.current);
    return () => watch.disconnect();
  }, []);

  const onScroll = (): void => {
    const el = box.current;
    if (!el) return;
    const nearEnd = el.scrollHeight - el.scrollTop - el.clientHeight < NEAR_END_PX;
    // Only a person scrolls up; what grows (a picture that loads) moves the end away without that.
    if (nearEnd || el.scrollTop < lastTop.current) follows.current = nearEnd;
    lastTop.current = el.scrollTop;
    if (nearEnd) setBehind(false);
  };
  const older = async (): Promise<void> => {
    setLoading(true);
    const el = box.current;
    const fromEnd = el ? el.scrollHeight - el.scrollTop : 0;
    follows.current = false;
    await loadEarlier(one.id).catch(tellProblem);
    setLoading(false);
    requestAnimationFrame(() => el && (el.scrollTop = el.scrollHeight - fromEnd));
  };

  return (
    <>
      <VisitorLine one={one} />
      <div className={css.body}>
        <div className={css.scroll} ref={box} onScroll={onScroll} data-testid="timeline" role="log" aria-label={t("timeline.label")} tabIndex={0}>
          <div className={css.inner} ref={inner}>
            <Earlier one={one} />
            {timeline.hasEarlier && timeline.entries.length > 0 && (
              <Button variant="subtle" color="gray" size="compact-sm" mx="auto" loading={loading} onClick={() => void older()}>{t("timeline.older")}</Button>
            )}
            <Entries entries={timeline.entries} one={one} />
            <PendingList conversation={one.id} entries={timeline.entries} />
            <TypingLine one={one} />
          </div>
        </div>
        {behind && (
          <div className={css.newer}>
            <Button size="compact-sm" radius="xl" leftSection={<IconArrowDown size={14} />} onClick={toEnd}>{t("timeline.newer")}</Button>
          </div>
        )}
      </div>
    </>
  );
}
