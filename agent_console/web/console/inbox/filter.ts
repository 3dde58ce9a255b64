import type { View } from "../api/types";
import { type CallList, FROM, isCallList } from "../calls/lists/kinds";
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
export const widen = (): void => narrow({ ...NO_FILTER, sort: filter.get().sort, ...ofList(filter.get()) });

/** Shows a view; from a list of calls, without what that list was made of. */
export const showView = (view: View): void => narrow(filter.get().call ? { ...NO_FILTER, view } : { view });
/** Shows one of the lists of calls: a list of its own beside the views. */
export const showCalls = (call: CallList): void => narrow({ ...NO_FILTER, ...FROM[call], call });

/** What a list of calls is made of: no filter of anybody's. */
const ofList = ({ call }: Filter): Partial<Filter> => (isCallList(call) ? { ...FROM[call], call } : {});
/** Whether the states shown are just those that the list is made of. */
export const isOwnCategory = (one: Filter): boolean => one.category === (isCallList(one.call) ? FROM[one.call].category : "open");

/** How many of the filters beyond the view narrow the list. */
export const narrowing = (one: Filter): number =>
  [one.queue, one.inbox, one.channel, one.label, one.sentiment, one.state ?? (isOwnCategory(one) ? null : "x")].filter(Boolean).length;
