import { useEffect, useRef } from "react";
import { isTaken, singleKeys } from "./keys";

/** Single keys on the page, unless somebody is writing. A handler that returns false lets the key pass. */
export function useKeys(handlers: Record<string, (() => unknown) | undefined>): void {
  const latest = useRef(handlers);
  useEffect(() => void (latest.current = handlers));
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || !singleKeys.get() || isTaken(event)) return;
      const handler = latest.current[event.key];
      if (handler && handler() !== false) event.preventDefault();
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}
