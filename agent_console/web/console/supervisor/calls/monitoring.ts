import type { Listening, Monitor, Monitored } from "../../api/calls";
import { createStore } from "../../state/store";

/** The calls that supervisors are in, by conversation. */
export type Watched = ReadonlyMap<string, Monitored>;
export const watched = createStore<Watched>(new Map());

export const learnAllMonitored = (all: readonly Monitored[]): void =>
  watched.set(new Map(all.filter((one) => one.monitors.length > 0).map((one) => [one.conversation, one])));

/** Takes in who is in a call now; nobody: it is forgotten. */
export const learnMonitored = (one: Monitored): void =>
  watched.set((all) => {
    const next = new Map(all);
    if (one.monitors.length > 0) next.set(one.conversation, one);
    else next.delete(one.conversation);
    return next;
  });

/** A call that I am in as a supervisor, or on my way to. */
export interface Mine extends Monitored { me: Monitor }

export function mineOf(all: Watched, user: string): Mine | null {
  for (const one of all.values()) {
    const me = one.monitors.find((it) => it.user.id === user);
    if (me) return { ...one, me };
  }
  return null;
}

/** Whether a telephone that rings here is the one that I asked for. */
export const awaitsMe = (user: string): boolean => {
  const mine = mineOf(watched.get(), user);
  return mine !== null && mine.me.state !== "in";
};

/** From the first to the last: by ever more people. */
const HEARD: readonly Listening[] = ["listen", "whisper", "barge"];

/**
 * How far I am heard, at the worst: while the provider is asked, what was so counts as well as what is
 * wished, for who may be heard is to know it. Null until my line has joined.
 */
export function heardAs({ state, mode, mode_now: now }: Monitor): Listening | null {
  if (state !== "in") return null;
  return HEARD[Math.max(HEARD.indexOf(mode), HEARD.indexOf(now ?? mode))] ?? mode;
}

/** Whether what I wished is not yet so. */
export const isSettling = ({ state, mode, mode_now: now }: Monitor): boolean => state === "in" && mode !== now;

/** Why I am no longer in a call that I did not leave: it has ended, or it goes on without my line, or I never picked up. */
export const parting = (before: Monitor, goesOn: boolean): "ended" | "lost" | "not_answered" =>
  !goesOn ? "ended" : before.state === "in" ? "lost" : "not_answered";
