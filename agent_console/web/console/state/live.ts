import type { Conversation, Entry, Offer, QueueStats, Ref, Seat } from "../api/types";
import { watched } from "../supervisor/calls/monitoring";
import { type Known, merge } from "./conversations";
import { upToDate } from "./offers";
import { forgetScheduled } from "./scheduled";
import { createStore } from "./store";
import { EMPTY, type Timeline, apply } from "./timeline";

/** What the server tells as it happens; everything here is rebuilt by a reconnect, nothing by a reload. */
export interface Watcher { id: string; name: string; writing: boolean }
export interface Visitor { online: boolean; url: string; title: string }

export const conversations = createStore<Known>(new Map());
export const timelines = createStore<ReadonlyMap<string, Timeline>>(new Map());
export const offers = createStore<readonly Offer[]>([]);
export const seats = createStore<ReadonlyMap<string, Seat>>(new Map());
export const queues = createStore<ReadonlyMap<string, QueueStats>>(new Map());
export const watching = createStore<ReadonlyMap<string, readonly Watcher[]>>(new Map());
export const visitors = createStore<ReadonlyMap<string, Visitor>>(new Map());
export const contactTyping = createStore<ReadonlyMap<string, number>>(new Map());
export const connection = createStore<"connecting" | "online" | "lost">("connecting");
/** Milliseconds by which the server's clock is ahead of ours. */
export const clockOffset = createStore(0);

export function learn(arrived: readonly Conversation[]): void {
  conversations.set((known) => merge(known, arrived));
  offers.set((all) => upToDate(all, conversations.get()));
}

export const timelineOf = (id: string): Timeline => timelines.get().get(id) ?? EMPTY;

export function setTimeline(id: string, change: (old: Timeline) => Timeline): Timeline {
  const old = timelineOf(id);
  const next = change(old);
  if (next !== old) timelines.set((all) => new Map(all).set(id, next));
  return next;
}

/** Takes in pushed entries of conversations whose timeline is shown; others are read when opened. */
export function learnEntries(id: string, entries: readonly Entry[]): Timeline | null {
  return timelines.get().has(id) ? setTimeline(id, (old) => apply(old, entries)) : null;
}

/** The offers that stand, as the server's greeting names them. */
export const startOffers = (standing: readonly Offer[]): void => offers.set(upToDate(standing, conversations.get()));
export const learnOffers = (arrived: readonly Offer[]): void =>
  startOffers([...offers.get().filter((one) => !arrived.some((a) => a.id === one.id)), ...arrived]);
export const forgetOffer = (id: string): void => offers.set((all) => all.filter((one) => one.id !== id));

export const learnSeats = (arrived: readonly Seat[]): void =>
  seats.set((all) => {
    const next = new Map(all);
    for (const seat of arrived) {
      if (seat.version >= (next.get(seat.agent.id)?.version ?? -1)) next.set(seat.agent.id, seat);
    }
    return next;
  });
export const learnQueues = (arrived: readonly QueueStats[]): void =>
  queues.set((all) => new Map([...all, ...arrived.map((one): [string, QueueStats] => [one.queue.id, one])]));

/** A typing sign is forgotten by itself after six seconds, should the "stopped" get lost. */
const TYPING_MS = 6000;
export function setContactTyping(id: string, on: boolean): void {
  const until = Date.now() + TYPING_MS;
  contactTyping.set((all) => {
    const next = new Map(all);
    if (on) next.set(id, until);
    else next.delete(id);
    return next;
  });
  if (on) setTimeout(() => contactTyping.get().get(id) === until && setContactTyping(id, false), TYPING_MS);
}

export function setWriting(id: string, agent: Ref, on: boolean): void {
  watching.set((all) => {
    const others = (all.get(id) ?? []).filter((one) => one.id !== agent.id);
    return new Map(all).set(id, [...others, { ...agent, writing: on }]);
  });
}

/** Forgets everything at sign-out, for the next person at this screen. */
export function forgetAll(): void {
  conversations.set(new Map());
  timelines.set(new Map());
  seats.set(new Map());
  queues.set(new Map());
  watching.set(new Map());
  visitors.set(new Map());
  contactTyping.set(new Map());
  offers.set([]);
  watched.set(new Map());
  forgetScheduled();
}
