import type { Filter } from "../state/conversations";
import { createStore } from "../state/store";

/** A list that somebody comes back to: its filters and its order under a name of their own. */
export interface SavedView { name: string; filter: Filter }

const keyOf = (userId: string): string => `parley.views.${userId}`;

/** The saved views of the person who sits here, on this machine. */
export const savedViews = createStore<readonly SavedView[]>([]);

export function loadViews(userId: string): void {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyOf(userId)) ?? "[]");
    savedViews.set(Array.isArray(kept) ? (kept as SavedView[]) : []);
  } catch {
    savedViews.set([]);
  }
}

/** Keeps a view; one of the same name is replaced and keeps its place. */
export function saveView(userId: string, view: SavedView): void {
  savedViews.set((all) => withView(all, view));
  localStorage.setItem(keyOf(userId), JSON.stringify(savedViews.get()));
}

/** Takes a view away and returns how to bring it back. */
export function removeView(userId: string, name: string): () => void {
  const before = savedViews.get();
  const keep = (all: readonly SavedView[]): void => {
    savedViews.set(all);
    localStorage.setItem(keyOf(userId), JSON.stringify(all));
  };
  keep(before.filter((one) => one.name !== name));
  return () => keep(before);
}

export function withView(all: readonly SavedView[], view: SavedView): SavedView[] {
  return all.some((one) => one.name === view.name) ? all.map((one) => (one.name === view.name ? view : one)) : [...all, view];
}

/** Whether a list shows just this view: the same filters in the same order. */
export const isShown = (view: SavedView, filter: Filter): boolean =>
  (Object.keys(filter) as (keyof Filter)[]).every((key) => (view.filter[key] ?? null) === (filter[key] ?? null));
