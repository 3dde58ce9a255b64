import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Snapshot } from "../core/line";
import { Bubble, Cross, Down } from "./icons";
import { PHONE } from "./launch";
import { Panel } from "./panel";
import type { Ui } from "./ui";

/** The launcher, the newest unread words beside it, and the panel. */
export function App({ ui }: { ui: Ui }): VNode {
  const { talk, launch, config, tongue } = ui;
  const [snapshot, setSnapshot] = useState<Snapshot>(talk.snapshot);
  const [open, setOpen] = useState(launch.open);
  const [opened, setOpened] = useState(launch.open);
  const launcher = useRef<HTMLButtonElement>(null);
  useEffect(() => talk.subscribe(setSnapshot), [talk]);
  useEffect(
    () =>
      launch.subscribe((now) => {
        setOpen(now);
        if (now) setOpened(true);
        else requestAnimationFrame(() => launcher.current?.focus());
      }),
    [launch],
  );
  useEffect(() => {
    // Behind a panel that covers the screen the page must not scroll.
    if (!open || !matchMedia(PHONE).matches) return undefined;
    const root = document.documentElement;
    const before = root.style.overflow;
    root.style.overflow = "hidden";
    return () => {
      root.style.overflow = before;
    };
  }, [open]);

  const { unread } = snapshot;
  const label = [
    tongue.say(open ? "close" : "open"),
    unread && !open ? tongue.say("unread", { count: unread }) : "",
  ];
  return (
    <div class={`root ${config.position}`} dir={tongue.direction} lang={tongue.language}>
      {opened && <Panel ui={ui} snapshot={snapshot} open={open} />}
      {!open && <Teaser ui={ui} snapshot={snapshot} />}
      <button
        ref={launcher}
        type="button"
        class={`launcher${open ? " open" : ""}${config.launcher_text && !open ? " wide" : ""}`}
        data-testid="widget-launcher"
        aria-label={label.filter(Boolean).join(". ")}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => {
          launch.set(!open);
        }}
      >
        {open ? <Down /> : <Bubble />}
        {config.launcher_text && !open && <span aria-hidden="true">{config.launcher_text}</span>}
        {unread > 0 && !open && (
          <span class="badge" data-testid="widget-unread" aria-hidden="true">
            {unread > 99 ? "99+" : tongue.number(unread)}
          </span>
        )}
      </button>
    </div>
  );
}

/** The newest unread message, shown until it is opened or waved away. */
function Teaser({ ui, snapshot }: { ui: Ui; snapshot: Snapshot }): VNode | null {
  const [waved, setWaved] = useState(0);
  const last = snapshot.timeline.entries
    .filter((entry) => entry.kind === "message" && entry.direction === "out")
    .at(-1);
  if (!last || snapshot.unread === 0 || last.seq <= waved) return null;
  return (
    <div class="teaser" data-testid="widget-teaser">
      <button
        type="button"
        class="words"
        onClick={() => {
          ui.launch.set(true);
        }}
      >
        <b>{last.author.name}</b>
        <span dir="auto">{last.text || last.attachments[0]?.name}</span>
      </button>
      <button
        type="button"
        class="plain"
        aria-label={ui.tongue.say("discard")}
        onClick={() => {
          setWaved(last.seq);
        }}
      >
        <Cross />
      </button>
    </div>
  );
}
