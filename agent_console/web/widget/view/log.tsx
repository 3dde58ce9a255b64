import type { VNode } from "preact";
import { useLayoutEffect, useRef } from "preact/hooks";
import { rows, type Row } from "../core/rows";
import type { Snapshot } from "../core/line";
import { Message } from "./message";
import { Rating } from "./rating";
import type { Ui } from "./ui";

/** Within this many pixels of the end the visitor is reading along, and the log follows. */
const NEAR_END = 80;

interface Props {
  ui: Ui;
  snapshot: Snapshot;
  now: Date;
  open: boolean;
}

export function Log({ ui, snapshot, now, open }: Props): VNode {
  const { tongue, config } = ui;
  const log = useRef<HTMLDivElement>(null);
  const follows = useRef(true);
  const { timeline, queued, presence } = snapshot;
  const live = snapshot.line === "live";
  const drawn = rows(timeline, queued, live);
  const greeting = snapshot.greeting ?? config.greeting;
  const { conversation } = timeline;
  const finished = conversation?.state === "resolved";

  useLayoutEffect(() => {
    const { current } = log;
    if (!current || !open) return undefined;
    const follow = (): void => {
      if (follows.current) current.scrollTop = current.scrollHeight;
    };
    follow();
    // Whatever makes the log or its content grow: words, a picture that has loaded, the emoji.
    const watch = new ResizeObserver(follow);
    watch.observe(current);
    if (current.firstElementChild) watch.observe(current.firstElementChild);
    return () => {
      watch.disconnect();
    };
  }, [open]);

  const left = snapshot.started && !presence?.online && !conversation?.agent && lastIsOurs(drawn);
  return (
    <div
      ref={log}
      class="log"
      role="log"
      aria-live="polite"
      aria-label={tongue.say("log")}
      tabIndex={0}
      data-testid="widget-log"
      onScroll={(event) => {
        const { scrollHeight, scrollTop, clientHeight } = event.currentTarget;
        follows.current = scrollHeight - scrollTop - clientHeight < NEAR_END;
      }}
    >
      <div class="pages">
        {greeting && (
          <div class="row theirs" data-testid="widget-greeting">
            <p class="bubble" dir="auto">
              {greeting}
            </p>
          </div>
        )}
        {drawn.map((row) => (
          <Line key={row.key} ui={ui} row={row} now={now} />
        ))}
        {left && <p class="event">{config.offline.message || tongue.say("offline_kept")}</p>}
        {snapshot.typing !== null && !finished && <TypingDots ui={ui} name={snapshot.typing} />}
        {finished && !queued.some(({ item }) => item.kind === "message") && (
          <Rating key={conversation.id} ui={ui} rated={conversation.rated} />
        )}
      </div>
    </div>
  );
}

function Line({ ui, row, now }: { ui: Ui; row: Row; now: Date }): VNode {
  const { tongue } = ui;
  switch (row.row) {
    case "day":
      return (
        <p class="event day">
          <span>{tongue.day(row.at, now)}</span>
        </p>
      );
    case "joined":
      return <p class="event">{tongue.say("joined", { name: row.name })}</p>;
    case "ended":
      return <p class="event">{tongue.say("ended")}</p>;
    case "message":
      return <Message ui={ui} row={row} />;
  }
}

function TypingDots({ ui, name }: { ui: Ui; name: string }): VNode {
  const words = name ? ui.tongue.say("typing", { name }) : ui.tongue.say("typing_somebody");
  return (
    <div class="row theirs" data-testid="widget-typing">
      <p class="bubble dots" role="img" aria-label={words} title={words}>
        <i />
        <i />
        <i />
      </p>
    </div>
  );
}

/** Whether the last word is the visitor's, and has reached the server. */
function lastIsOurs(drawn: readonly Row[]): boolean {
  const last = drawn.at(-1);
  return last?.row === "message" && last.mine && last.tick === "sent";
}
