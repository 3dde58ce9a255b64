/** Whether the panel is open. Kept for the tab, so that it stays open while the visitor walks the site. */

const KEY = "parley:open";
/** Up to this width the panel covers the whole screen. */
export const PHONE = "(max-width: 480px)";

export class Launch {
  private readonly listeners = new Set<(open: boolean) => void>();
  private current = false;

  get open(): boolean {
    return this.current;
  }

  /** On a phone a panel that opens by itself would hide the page the visitor asked for. */
  restore(): void {
    if (remembered() && !matchMedia(PHONE).matches) this.set(true);
  }

  set(open: boolean): void {
    if (open === this.current) return;
    this.current = open;
    remember(open);
    for (const listener of this.listeners) listener(open);
  }

  subscribe(listener: (open: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

function remembered(): boolean {
  try {
    return sessionStorage.getItem(KEY) === "1";
  } catch {
    return false; // storage is forbidden on this page
  }
}

function remember(open: boolean): void {
  try {
    sessionStorage.setItem(KEY, open ? "1" : "0");
  } catch {
    // Storage is forbidden on this page: the panel simply starts closed next time.
  }
}
