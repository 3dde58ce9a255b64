const REACHABLE =
  "a[href], button:not([disabled]), input:not([disabled]):not([type=file]), textarea, [tabindex='0']";

/** Tab goes round inside a panel that covers the screen. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  const all = [...panel.querySelectorAll<HTMLElement>(REACHABLE)].filter(
    (element) => element.getClientRects().length > 0,
  );
  const first = all[0];
  const last = all.at(-1);
  const active = (panel.getRootNode() as ShadowRoot).activeElement;
  if (event.shiftKey && active === first) {
    event.preventDefault();
    last?.focus();
  } else if (!event.shiftKey && active === last) {
    event.preventDefault();
    first?.focus();
  }
}
