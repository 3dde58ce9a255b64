import { type RefObject, useEffect } from "react";

/** Tells the panes below, as `--p-offers`, how much of their end the offers cover: they leave that much room. */
export function useCovered(box: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const el = box.current;
    if (!el) return;
    const root = document.documentElement.style;
    const watch = new ResizeObserver(() => root.setProperty("--p-offers", el.offsetHeight > 0 ? `${el.offsetHeight + 20}px` : "0px"));
    watch.observe(el);
    return () => {
      watch.disconnect();
      root.removeProperty("--p-offers");
    };
  }, [box]);
}
