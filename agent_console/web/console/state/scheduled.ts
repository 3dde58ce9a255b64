import { get } from "../api/http";
import type { ScheduledReply } from "../api/types";
import { createStore } from "./store";

/** Replies that are to go out later, and those that could not, of the conversations that were looked at. */
export const scheduled = createStore<ReadonlyMap<string, readonly ScheduledReply[]>>(new Map());
const asked = new Map<string, number>();

export async function loadScheduled(conversation: string): Promise<void> {
  const turn = (asked.get(conversation) ?? 0) + 1;
  asked.set(conversation, turn);
  const { items } = await get<{ items: ScheduledReply[] }>(`/conversations/${conversation}/scheduled`);
  // An answer that was overtaken by a newer question may be older than what is shown.
  if (asked.get(conversation) === turn) scheduled.set((all) => new Map(all).set(conversation, items));
}

/** Asks again for what is on some screen; anything else is read when it is opened. */
export const scheduleChanged = (conversation: string): void =>
  void (asked.has(conversation) && loadScheduled(conversation).catch(() => undefined));

export function forgetScheduled(): void {
  asked.clear();
  scheduled.set(new Map());
}
