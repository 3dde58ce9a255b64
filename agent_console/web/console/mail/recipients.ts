import type { Conversation, Entry } from "../api/types";
import type { MailData, Person } from "./types";

/** So many addresses one mail may go to, in all its lines together. */
export const MOST_RECIPIENTS = 50;

// What the server takes as well; anything rarer is the server's to judge.
const ADDRESS = /^[^\s@<>(),;:"[\]\\]{1,64}@[^\s@<>(),;:"[\]\\]+\.[^\s@<>(),;:"[\]\\.]{2,}$/;

export const isAddress = (text: string): boolean =>
  text.length <= 254 && ADDRESS.test(text) && !text.includes("..") && !text.startsWith(".") && !text.includes(".@");

/** The bare address of `Name <address>`, `<address>`, `mailto:address` or `address`, lower-cased. */
export function bare(text: string): string {
  const inside = /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text;
  return inside.trim().replace(/^mailto:/i, "").replace(/^["']+|["']+$/g, "").toLowerCase();
}

/** Addresses as people type and paste them: between commas, semicolons, spaces or lines, with or without names. */
export function split(text: string): string[] {
  const named = text.match(/[^,;\n]*<[^<>]+>/g) ?? [];
  const rest = text.replace(/[^,;\n]*<[^<>]+>/g, " ");
  return unique([...named, ...rest.split(/[\s,;]+/)].map(bare).filter(Boolean));
}

export const unique = (addresses: readonly string[]): string[] => [...new Set(addresses.map((one) => one.toLowerCase()))];

const addresses = (people: readonly Person[] | undefined): string[] => (people ?? []).map((one) => one.address);

/** Whom an answer to one mail goes to: where it asks for answers, or else its sender. */
export function senderOf(mail: MailData, entry: Entry, one: Conversation): string[] {
  if (entry.direction === "out") return addresses(mail.to).length > 0 ? addresses(mail.to) : [one.address];
  const asked = addresses(mail.reply_to);
  if (asked.length > 0) return unique(asked);
  return mail.from ? [mail.from.address.toLowerCase()] : [one.address];
}

/**
 * Everybody an answer to one mail goes to. Copies go to those on the mail whom the conversation knows
 * to take part: our own addresses are never among them.
 */
export function everybody(mail: MailData, entry: Entry, one: Conversation): { to: string[]; cc: string[] } {
  const to = senderOf(mail, entry, one);
  const known = new Set([one.address, ...one.participants].map((address) => address.toLowerCase()));
  const onIt = unique([...addresses(mail.from ? [mail.from] : []), ...addresses(mail.to), ...addresses(mail.cc)]);
  return { to, cc: onIt.filter((address) => known.has(address) && !to.includes(address)) };
}

/** The name that a mail or the conversation gives an address, or the address itself. */
export const nameOf = (person: Person): string => person.name || person.address;

/** Why a mail cannot go to these addresses, as the key of the words that say so; empty if it can. */
export function addressProblem(to: readonly string[], cc: readonly string[], bcc: readonly string[]): "" | "noRecipient" | "badAddress" | "tooMany" {
  const all = [...to, ...cc, ...bcc];
  if (all.some((address) => !isAddress(address))) return "badAddress";
  if (to.length === 0) return "noRecipient";
  return unique(all).length > MOST_RECIPIENTS ? "tooMany" : "";
}
