import { createStore } from "../state/store";

const KEY = "parley.remoteImages";
const MOST = 500;

function remembered(): ReadonlySet<string> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return new Set(Array.isArray(kept) ? kept.map(String) : []);
  } catch {
    return new Set();
  }
}

/** Senders whose pictures from elsewhere are always shown, on this machine. Such pictures tell them that a mail was read. */
export const trusted = createStore<ReadonlySet<string>>(remembered());

export function trust(sender: string): void {
  trusted.set((all) => new Set([...all, sender.toLowerCase()].slice(-MOST)));
  localStorage.setItem(KEY, JSON.stringify([...trusted.get()]));
}
