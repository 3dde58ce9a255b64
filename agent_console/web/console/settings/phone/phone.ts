import type { Phone } from "../../api/calls";

/** What can ring when a call comes for me. */
export const DEVICES = ["browser", "phone", "sip"] as const;
export type Device = Phone["device"];

/** E.164 (ITU-T): a plus, the country's code, at most 15 digits in all. */
const E164 = /^\+[1-9][0-9]{6,14}$/;
/** An address without parameters (RFC 3261, section 19.1): user, host, maybe a port. */
const SIP = /^sips?:[a-z0-9_.!~*'()%+=-]{1,100}@[a-z0-9.-]{1,150}(:[0-9]{1,5})?$/i;

/** A number without what people write between its digits; 00 in front means plus. */
export const asNumber = (typed: string): string => typed.replace(/[\s().\-/\u00a0\u2010-\u2015\u200e\u200f\u202a-\u202c\u2066-\u2069]/g, "").replace(/^00/, "+");
export const isNumber = (number: string): boolean => E164.test(number);

/** An address that was typed without its scheme gets it. */
export const asSip = (typed: string): string => {
  const address = typed.trim();
  return address && !/^sips?:/i.test(address) ? `sip:${address}` : address.replace(/^sips?/i, (scheme) => scheme.toLowerCase());
};

/** What stands for the typed words on the wire. */
export const addressOf = (device: Device, typed: string): string =>
  device === "phone" ? asNumber(typed) : device === "sip" ? asSip(typed) : "";

export type PhoneProblem = "missing" | "country" | "number" | "sip";

/** What is wrong with an address, if anything. */
export function phoneProblem(device: Device, typed: string): PhoneProblem | null {
  if (device === "browser") return null;
  const address = addressOf(device, typed);
  if (!address) return "missing";
  if (device === "sip") return SIP.test(address) ? null : "sip";
  if (isNumber(address)) return null;
  return /^[0-9]+$/.test(address) ? "country" : "number";
}
