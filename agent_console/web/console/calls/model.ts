import type { Call, CallState, Leg, Party } from "../api/calls";
import type { Conversation } from "../api/types";

const SPEAKING: ReadonlySet<CallState> = new Set(["talking", "on_hold", "transferring"]);
const AT_WORK: ReadonlySet<CallState> = new Set(["connecting", "talking", "on_hold", "transferring", "wrap_up"]);
const OVER: ReadonlySet<CallState> = new Set(["ended", "abandoned"]);

/** A conversation with a call in it. */
export type WithCall = Conversation & { call: Call };

export const isSpeaking = (call: Call): boolean => SPEAKING.has(call.state);
export const isOver = (call: Call): boolean => OVER.has(call.state);
/** Whether somebody is on the line, or on the way to it. */
export const isLive = (call: Call): boolean => !OVER.has(call.state) && call.state !== "callback" && call.state !== "wrap_up";

/** The line of a kind that has not ended. */
export const legOf = (call: Call, party: Party): Leg | undefined => call.legs.findLast((leg) => leg.party === party && leg.state !== "out");
/** Those in the call beside the contact and its agent, for people to see and to let go. */
export const others = (call: Call): Leg[] =>
  call.legs.filter((leg) => (leg.party === "guest" || leg.party === "consulted" || leg.mode === "barge") && leg.state !== "out");
/** My own line in a call, whatever I am in it. */
export const legOfUser = (call: Call, user: string): Leg | undefined => call.legs.find((leg) => leg.user_id === user && leg.state !== "out");

/** The calls that I am at work on: the one that is spoken in first, what is to be written down last. */
export function callsOf(known: Iterable<Conversation>, user: string): WithCall[] {
  const found: WithCall[] = [];
  for (const one of known) if (one.call && one.agent?.id === user && AT_WORK.has(one.call.state)) found.push(one as WithCall);
  return found.sort((a, b) => rank(a.call) - rank(b.call) || (a.call.started_at < b.call.started_at ? -1 : 1));
}
/** Calls of colleagues that I was asked into. */
export function broughtInto(known: Iterable<Conversation>, user: string): WithCall[] {
  const found: WithCall[] = [];
  for (const one of known) {
    if (!one.call || !isLive(one.call) || one.agent?.id === user) continue;
    const mine = legOfUser(one.call, user);
    if (mine?.party === "consulted" || mine?.party === "guest") found.push(one as WithCall);
  }
  return found;
}
const rank = (call: Call): number => (isSpeaking(call) ? 0 : call.state === "connecting" ? 1 : 2);

/** Seconds that were spoken so far (or in all), without those on hold. `now` in milliseconds. */
export function talked(call: Call, now: number): number {
  if (!call.answered_at) return 0;
  const seconds = Math.max(0, ((call.ended_at ? Date.parse(call.ended_at) : now) - Date.parse(call.answered_at)) / 1000 - heldFor(call, now));
  // Rounded as the card has it once it is over, so that both say the same.
  return call.ended_at ? Math.round(seconds * 10) / 10 : seconds;
}

/** Seconds on hold so far, all holds together. */
export function heldFor(call: Call, now: number): number {
  return call.hold_s + heldNow(call, now);
}

/** Seconds of the hold that goes on now. */
export const heldNow = (call: Call, now: number): number => (call.held_at ? Math.max(0, (now - Date.parse(call.held_at)) / 1000) : 0);

/** Where a call that is being connected stands: whose phone we wait for. */
export function waitsFor(call: Call): "our_phone" | "our_phone_rings" | "contact" | "contact_rings" | "joining" {
  const mine = legOf(call, "agent");
  if (mine?.state !== "in") return mine?.state === "ringing" ? "our_phone_rings" : "our_phone";
  const contact = legOf(call, "contact");
  if (contact?.state === "in") return "joining";
  return contact?.state === "ringing" ? "contact_rings" : "contact";
}
