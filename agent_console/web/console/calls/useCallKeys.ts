import { useEffect, useRef } from "react";
import { isTaken, singleKeys } from "../keyboard/keys";
import { openCallDialog } from "./dialogs";
import { isSpeaking, legOf, type WithCall } from "./model";
import type { useOrders } from "./orders";
import { tapeStep } from "./tape";

/**
 * The keys of a call, on every page, unless somebody is writing. They come before those of the list:
 * whoever is on the line means the call.
 */
export function useCallKeys(one: WithCall, { run }: ReturnType<typeof useOrders>, active: boolean, onKeypad: () => void): void {
  const { call } = one;
  const speaking = isSpeaking(call);
  const consulting = call.state === "transferring";
  const talking = call.state === "talking";
  const tape = tapeStep(call);
  const muted = legOf(call, "agent")?.muted ?? false;
  const handlers: Record<string, (() => unknown) | false | null> = {
    m: speaking && (() => run(muted ? "unmute" : "mute")),
    h: speaking && !consulting && (() => run(call.state === "on_hold" ? "resume" : "hold")),
    d: talking && onKeypad,
    t: consulting
      ? legOf(call, "consulted")?.state === "in" && (() => run("complete"))
      : speaking && (() => openCallDialog("transfer", one.id)),
    b: consulting && (() => run("cancel_transfer")),
    g: talking && (() => openCallDialog("add", one.id)),
    v: speaking && tape && (() => run(tape)),
    E: () => run("hang_up"),
  };
  const latest = useRef(handlers);
  useEffect(() => void (latest.current = handlers));
  useEffect(() => {
    if (!active) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || !singleKeys.get() || isTaken(event)) return;
      const handler = latest.current[event.key];
      if (!handler) return;
      event.preventDefault();
      handler();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [active]);
}
