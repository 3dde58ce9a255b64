import type { KeyValue } from "../core/outbox";

/**
 * The browser's `localStorage`, apart for every inbox key. Where it is forbidden or full, what does
 * not fit is kept in memory, so that the talk goes on until the page is left.
 */
export class BrowserStorage implements KeyValue {
  private readonly memory = new Map<string, string>();

  constructor(private readonly prefix: string) {}

  getItem(key: string): string | null {
    return this.memory.get(key) ?? attempt(() => localStorage.getItem(this.prefix + key), null);
  }

  setItem(key: string, value: string): void {
    this.memory.delete(key);
    const kept = attempt(() => {
      localStorage.setItem(this.prefix + key, value);
      return true;
    }, false);
    if (!kept) this.memory.set(key, value);
  }

  removeItem(key: string): void {
    this.memory.delete(key);
    attempt(() => {
      localStorage.removeItem(this.prefix + key);
    }, undefined);
  }

  keys(): string[] {
    const stored = attempt(() => Object.keys(localStorage), []);
    const own = stored
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => key.slice(this.prefix.length));
    return [...new Set([...own, ...this.memory.keys()])];
  }

  /** Calls `changed` with the key when another tab has written or removed a value of ours. */
  watch(changed: (key: string) => void): void {
    addEventListener("storage", (event) => {
      if (event.key?.startsWith(this.prefix)) changed(event.key.slice(this.prefix.length));
    });
  }
}

function attempt<T>(run: () => T, otherwise: T): T {
  try {
    return run();
  } catch {
    return otherwise;
  }
}
