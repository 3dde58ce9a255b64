import { createStore } from "../state/store";

/** The rows ticked for a bulk action, and the rows in the order shown (for j and k). */
export const selection = createStore<ReadonlySet<string>>(new Set());
export const rowOrder = createStore<readonly string[]>([]);

export const toggle = (id: string): void =>
  selection.set((old) => {
    const next = new Set(old);
    if (!next.delete(id)) next.add(id);
    return next;
  });
export const clearSelection = (): void => void (selection.get().size > 0 && selection.set(new Set()));

/** The row `step` away from `id`; the first one when `id` is not in the list. */
export function neighbour(id: string | undefined, step: 1 | -1): string | undefined {
  const order = rowOrder.get();
  const at = id ? order.indexOf(id) : -1;
  return at < 0 ? order[0] : order[Math.min(order.length - 1, Math.max(0, at + step))];
}
