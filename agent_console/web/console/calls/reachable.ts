import type { Contact, Conversation, Seat } from "../api/types";
import { toE164 } from "./numbers";

/** Somebody who can be called, at one number. */
export interface Reachable { id: string; name: string; address: string }

const MOST = 5;
/** Beside a call nobody has more than this (conversations/channels.py). */
const BESIDE_A_CALL = 18;

/** What keeps a colleague from being called into a call; null if nothing does. */
export function takenBy({ call, load, capacity }: Pick<Seat, "call" | "load" | "capacity">): "on_call" | "wrap_up" | "full" | null {
  return call?.state ?? (load > BESIDE_A_CALL || capacity <= 0 ? "full" : null);
}

/** Those of the contacts found who have a number, each number once. */
export function found(contacts: readonly Contact[]): Reachable[] {
  return distinct(contacts.flatMap((one) => {
    const numbers = one.identities.filter((it) => it.channel === "voice" || it.channel === "sms").map((it) => it.address);
    return [...numbers, one.phone ?? ""].map((address) => ({ id: one.id, name: one.name, address: toE164(address) }));
  }));
}

/** Whom I spoke with last, newest first. */
export function recent(calls: readonly Conversation[]): Reachable[] {
  return distinct(calls.map((one) => ({ id: one.contact.id, name: one.contact.name, address: toE164(one.call?.theirs ?? one.address) })));
}

function distinct(all: readonly Reachable[]): Reachable[] {
  const seen = new Set<string>();
  return all.filter((one) => one.address && !seen.has(one.address) && seen.add(one.address)).slice(0, MOST);
}
