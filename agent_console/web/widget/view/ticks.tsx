import type { VNode } from "preact";
import type { Tick } from "../core/rows";
import type { Tongue } from "../i18n";

/** One tick: it is with us. Two: somebody has read it. A clock: it is still here. */
const SHAPES: Record<Tick, string> = {
  waiting: "M8 4.5V8l2 1.5M8 1.8a6.2 6.2 0 1 1 0 12.4 6.2 6.2 0 0 1 0-12.4",
  sending: "M8 4.5V8l2 1.5M8 1.8a6.2 6.2 0 1 1 0 12.4 6.2 6.2 0 0 1 0-12.4",
  sent: "m3 8.5 3.2 3.2L13 4.5",
  read: "m.8 8.5 3.2 3.2L10.5 4.5M8 11l.8.7 6.5-7.2",
  failed: "M8 4.3v4.2M8 11.3v.1M8 1.8a6.2 6.2 0 1 1 0 12.4 6.2 6.2 0 0 1 0-12.4",
};

export function TickMark({ tick, tongue }: { tick: Tick; tongue: Tongue }): VNode {
  const words = tongue.say(tick, { reason: "" }).trim();
  return (
    <svg
      class={`tick ${tick}`}
      viewBox="0 0 16 16"
      width="14"
      height="14"
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <path d={SHAPES[tick]} />
    </svg>
  );
}
