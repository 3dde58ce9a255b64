import { useSyncExternalStore } from "react";
import { clockOffset } from "../state/live";

/** One clock for the whole screen: every ticking figure moves in the same instant. */
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;
let second = Math.floor(Date.now() / 1000);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= setInterval(() => {
    second = Math.floor(Date.now() / 1000);
    for (const one of listeners) one();
  }, 1000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The server's time in milliseconds, new every second. */
export const useNow = (): number => useSyncExternalStore(subscribe, () => second) * 1000 + clockOffset.get();
export const serverNow = (): number => Date.now() + clockOffset.get();
