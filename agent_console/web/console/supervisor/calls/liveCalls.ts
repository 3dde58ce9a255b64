import type { CallState, Leg } from "../../api/calls";
import type { Conversation } from "../../api/types";
import { type WithCall, isLive, isSpeaking, others } from "../../calls/model";

/** The live calls, the longest first: no row changes its place while it is there. */
export function liveOf(known: Iterable<Conversation>): WithCall[] {
  const found: WithCall[] = [];
  for (const one of known) if (one.call && isLive(one.call)) found.push(one as WithCall);
  return found.sort((a, b) => compare(a.call.started_at, b.call.started_at) || compare(a.id, b.id));
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const WAITING: ReadonlySet<CallState> = new Set(["queued", "offered"]);
/** Whether somebody on the line waits for an agent. */
export const isWaiting = ({ call }: WithCall): boolean => WAITING.has(call.state);

/** How the live calls are spread: who waits on the line, who speaks, and where else they are. */
export function spread(calls: readonly WithCall[]): { waiting: number; talking: number; onHold: number; other: number } {
  const waiting = calls.filter(isWaiting).length;
  const onHold = calls.filter((one) => one.call.state === "on_hold").length;
  const talking = calls.filter((one) => isSpeaking(one.call)).length - onHold;
  return { waiting, talking, onHold, other: calls.length - waiting - talking - onHold };
}

/** Callers on the line in each queue. */
export function waitingIn(calls: readonly WithCall[], queue: string): number {
  return calls.filter((one) => isWaiting(one) && one.queue?.id === queue).length;
}

/** Since when a call is as it is: what counts for a supervisor who looks at it. */
export function sinceOf({ call }: WithCall): string {
  if (isSpeaking(call)) return call.held_at ?? call.answered_at ?? call.since;
  return call.state === "queued" || call.state === "offered" ? (call.queued_at ?? call.since) : call.since;
}

/** Who is in it beside the contact and the agent. */
export const partiesOf = ({ call }: WithCall): Leg[] => others(call).filter((leg) => leg.state === "in");

/** Whether I can come in: somebody speaks there, and it is not me. */
export const canEnter = (one: WithCall, user: string): boolean =>
  isSpeaking(one.call) && one.agent?.id !== user && !one.call.legs.some((leg) => leg.user_id === user && leg.party !== "supervisor" && leg.state !== "out");
