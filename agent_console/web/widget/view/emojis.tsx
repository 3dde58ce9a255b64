import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";

const EMOJIS = [
  ..."😀😊😂🙂😉😍🤩😘🤔😮😢😭😡😱😴🤗🙄😬🥳😇👍👎👏🙏💪👋🤝👌🎉🔥💡📦🚚🏠🛒💳📷📎⏰✅❌❓",
  "❤️",
  "⭐",
  "☀️",
  "🌙",
  "🌸",
  "☕",
] as const;
const COLUMNS = 8;

interface Props {
  label: string;
  choose: (emoji: string) => void;
  close: () => void;
}

/** A grid of emoji, walked with the arrow keys (one stop for Tab). */
export function Emojis({ label, choose, close }: Props): VNode {
  const grid = useRef<HTMLDivElement>(null);
  useEffect(() => grid.current?.querySelector("button")?.focus(), []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === "Escape") {
      event.preventDefault();
      close();
      return;
    }
    const { current } = grid;
    if (!current) return;
    const rtl = getComputedStyle(current).direction === "rtl";
    const steps: Record<string, number> = {
      ArrowRight: rtl ? -1 : 1,
      ArrowLeft: rtl ? 1 : -1,
      ArrowDown: COLUMNS,
      ArrowUp: -COLUMNS,
    };
    const step = steps[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const all = [...current.querySelectorAll("button")];
    const active = (current.getRootNode() as ShadowRoot).activeElement as HTMLButtonElement;
    all[all.indexOf(active) + step]?.focus();
  };
  return (
    <div ref={grid} class="emojis" role="group" aria-label={label} onKeyDown={onKeyDown}>
      {EMOJIS.map((emoji, index) => (
        <button
          key={emoji}
          type="button"
          tabIndex={index === 0 ? 0 : -1}
          onClick={() => {
            choose(emoji);
          }}
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
