import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { statusLine } from "../core/status";
import type { Snapshot } from "../core/line";
import { Composer } from "./composer";
import { keepFocusInside } from "./focus";
import { OfflineForm, PrechatForm } from "./forms";
import { Cross, Envelope, Leave } from "./icons";
import { PHONE } from "./launch";
import { Log } from "./log";
import { TranscriptQuestion } from "./transcript";
import type { Ui } from "./ui";

interface Props {
  ui: Ui;
  snapshot: Snapshot;
  open: boolean;
}

/** The dialog with the conversation, or with the form that comes before it. */
export function Panel({ ui, snapshot, open }: Props): VNode {
  const { talk, launch, tongue, config } = ui;
  const panel = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState<"end" | "transcript" | null>(null);
  const now = useNow();
  const covers = matchMedia(PHONE).matches;

  const [introduced, setIntroduced] = useState(ui.storage.getItem("introduced") !== null);
  const kind = bodyKind(ui, snapshot, introduced);
  useEffect(() => {
    if (open) firstField(panel.current)?.focus();
  }, [open, kind]);
  useEffect(() => {
    const look = (): void => {
      if (open && document.visibilityState === "visible") talk.look();
    };
    look();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
    };
  }, [open, talk, snapshot.timeline.mark]);

  const status = statusLine(snapshot, config, tongue, now);
  const { conversation } = snapshot.timeline;
  const running = conversation !== null && conversation.state !== "resolved";
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape" && !event.defaultPrevented) launch.set(false);
    if (event.key === "Tab" && covers && panel.current) keepFocusInside(panel.current, event);
    // Sites listen for keys of their own; what is typed here is not meant for them.
    event.stopPropagation();
  };
  return (
    <div
      ref={panel}
      class="panel"
      role="dialog"
      aria-modal={covers}
      aria-labelledby="parley-title"
      data-testid="widget-panel"
      hidden={!open}
      onKeyDown={onKeyDown}
    >
      <header>
        <div class="heading">
          <h2 id="parley-title">{config.title || tongue.say("title")}</h2>
          {config.subtitle && <p class="subtitle">{config.subtitle}</p>}
          <p class={`status ${status.tone}`} role="status" data-testid="widget-status">
            <i aria-hidden="true" />
            <span>{status.text}</span>
          </p>
        </div>
        {conversation !== null && config.transcript && (
          <button
            type="button"
            class="plain"
            data-testid="widget-transcript"
            aria-label={tongue.say("transcript")}
            title={tongue.say("transcript")}
            aria-expanded={asked === "transcript"}
            onClick={() => {
              setAsked(asked === "transcript" ? null : "transcript");
            }}
          >
            <Envelope />
          </button>
        )}
        {running && (
          <button
            type="button"
            class="plain"
            data-testid="widget-end"
            aria-label={tongue.say("end")}
            title={tongue.say("end")}
            onClick={() => {
              setAsked("end");
            }}
          >
            <Leave />
          </button>
        )}
        <button
          type="button"
          class="plain"
          data-testid="widget-close"
          aria-label={tongue.say("close")}
          onClick={() => {
            launch.set(false);
          }}
        >
          <Cross />
        </button>
      </header>
      {asked === "transcript" && conversation !== null && (
        <TranscriptQuestion
          ui={ui}
          done={() => {
            setAsked(null);
          }}
        />
      )}
      {asked === "end" && running && (
        <EndQuestion
          ui={ui}
          done={() => {
            setAsked(null);
          }}
        />
      )}
      {kind === "offline" && <OfflineForm ui={ui} known={snapshot.identity !== null} />}
      {kind === "prechat" && (
        <PrechatForm
          ui={ui}
          greeting={snapshot.greeting ?? config.greeting}
          done={() => {
            ui.storage.setItem("introduced", "1");
            setIntroduced(true);
          }}
        />
      )}
      {kind === "talk" && (
        <>
          <Log ui={ui} snapshot={snapshot} now={now} open={open} />
          <Composer ui={ui} live={snapshot.line === "live"} />
        </>
      )}
    </div>
  );
}

type BodyKind = "talk" | "prechat" | "offline";

function bodyKind({ config }: Ui, snapshot: Snapshot, introduced: boolean): BodyKind {
  const { timeline, queued, started, presence, identity } = snapshot;
  if (timeline.conversation !== null || queued.length > 0) return "talk";
  if (started && !presence?.online && config.offline.enabled) return "offline";
  const asks = config.prechat.enabled && config.prechat.fields.length > 0;
  return asks && !introduced && !identity ? "prechat" : "talk";
}

function EndQuestion({ ui, done }: { ui: Ui; done: () => void }): VNode {
  return (
    <div class="question" role="group" aria-labelledby="parley-end">
      <span id="parley-end">{ui.tongue.say("end_ask")}</span>
      <button
        type="button"
        class="main"
        data-testid="widget-end-yes"
        onClick={() => {
          ui.talk.end();
          done();
        }}
      >
        {ui.tongue.say("yes_end")}
      </button>
      <button type="button" class="second" autoFocus onClick={done}>
        {ui.tongue.say("no_stay")}
      </button>
    </div>
  );
}

/** The time, kept fresh enough for "Today" and for when we are back. */
function useNow(): Date {
  const [now, setNow] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      setNow(new Date());
    }, 30_000);
    return () => {
      clearInterval(timer);
    };
  }, []);
  return now;
}

function firstField(panel: HTMLElement | null): HTMLElement | null {
  return panel?.querySelector<HTMLElement>("input:not([type=file]), textarea") ?? null;
}
