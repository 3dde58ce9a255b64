import { type Filter, NO_FILTER } from "../state/conversations";
import { createStore } from "../state/store";

const KEY = "parley.filter";

function remembered(): Filter {
  const initial: Filter = { view: "mine", ...NO_FILTER };
  try {
    return { ...initial, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<Filter>) };
  } catch {
    return initial;
  }
}

/** What the list shows; kept over visits on this machine. */
export const filter = createStore<Filter>(remembered());
filter.subscribe(() => localStorage.setItem(KEY, JSON.stringify(filter.get())));

export const narrow = (change: Partial<Filter>): void => filter.set((old) => ({ ...old, ...change }));
export const widen = (): void => narrow({ ...NO_FILTER, sort: filter.get().sort });

/** How many of the filters beyond the view narrow the list. */
export const narrowing = (one: Filter): number =>
  [one.queue, one.inbox, one.channel, one.label, one.sentiment, one.state ?? (one.category === "open" ? null : "x")].filter(Boolean).length;
