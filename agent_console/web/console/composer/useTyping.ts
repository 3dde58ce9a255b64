import { useEffect, useRef } from "react";
import { tell } from "../socket/wire";

const REPEAT_MS = 3000;
const IDLE_MS = 4000;

/** Tells the visitor (and colleagues) that somebody writes; stops by itself. Notes are nobody's business. */
export function useTyping(conversation: string): { wrote: () => void; stopped: () => void } {
  const told = useRef(0);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  const stopped = (): void => {
    clearTimeout(idle.current);
    if (told.current > 0) tell("typing", { conversation, on: false });
    told.current = 0;
  };
  const wrote = (): void => {
    const now = Date.now();
    if (now - told.current > REPEAT_MS) {
      tell("typing", { conversation, on: true });
      told.current = now;
    }
    clearTimeout(idle.current);
    idle.current = setTimeout(stopped, IDLE_MS);
  };
  const latest = useRef(stopped);
  useEffect(() => void (latest.current = stopped));
  useEffect(() => () => latest.current(), []);
  return { wrote, stopped };
}
