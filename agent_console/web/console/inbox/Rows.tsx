import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { useMe } from "../app/session";
import { isCallList } from "../calls/lists/kinds";
import { type Filter, belongs } from "../state/conversations";
import css from "./Inbox.module.css";
import { Row } from "./Row";

const ROW_PX = 88;
/** A pointer that rests this long no longer holds the rows: the person has gone for a coffee. */
const REST_MS = 20_000;

interface Props {
  rows: readonly Conversation[];
  filter: Filter;
  openId: string | undefined;
  ticked: ReadonlySet<string>;
  onPointed: (on: boolean) => void;
  onEnd: () => void;
}

/** Only the rows in sight are in the page, so that ten thousand cost as much as ten. */
export function Rows({ rows, filter, openId, ticked, onPointed, onEnd }: Props) {
  const { t } = useTranslation();
  const me = useMe();
  const viewer = useMemo(() => ({ userId: me.user.id, queueIds: new Set(me.queues.map((q) => q.id)) }), [me]);
  const box = useRef<HTMLDivElement>(null);
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.id ?? index,
    overscan: 6,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= rows.length - 5) onEnd();
  }, [last, rows.length, onEnd]);
  const at = rows.findIndex((one) => one.id === openId);
  useEffect(() => {
    if (at >= 0) virtual.scrollToIndex(at, { align: "auto" });
    // eslint-disable-next-line react-hooks/exhaustive-deps -- only when another one is opened, not when it moves
  }, [openId]);

  const pointed = (): void => {
    clearTimeout(rest.current);
    onPointed(true);
    rest.current = setTimeout(() => onPointed(false), REST_MS);
  };
  const left = (): void => {
    clearTimeout(rest.current);
    onPointed(false);
  };
  return (
    <div className={css.rows} ref={box} onPointerMove={(event) => event.pointerType === "mouse" && pointed()} onPointerLeave={left} data-testid="conversation-list">
      <div role="list" aria-label={t("list.pane")} style={{ height: virtual.getTotalSize(), position: "relative" }}>
        {items.map((item) => {
          const one = rows[item.index];
          return one && (
            <Row key={item.key} one={one} top={item.start} open={one.id === openId} ticked={ticked.has(one.id)} ticking={ticked.size > 0}
              gone={!belongs(one, filter, viewer)} index={item.index} total={rows.length} viewer={me.user.id} list={isCallList(filter.call) ? filter.call : null} />
          );
        })}
      </div>
    </div>
  );
}
