/** Why a mail was put on no timeline, in the connector's words. */
export const REASONS = ["auto_reply", "bounce", "list", "spam", "blocked", "own", "opt_out", "opt_in"] as const;
export type Reason = (typeof REASONS)[number];

/** The key of a reason's words; one that is not known yet says so, with the word itself beside it. */
export const reasonKey = (reason: string): string => `mailInbox.filed.reason.${(REASONS as readonly string[]).includes(reason) ? reason : "other"}`;

/** The entry of a list of blocked senders that an address is blocked by: itself, or its whole domain. */
export const blockedBy = (address: string, blocked: readonly string[]): string | null =>
  [address, `@${address.slice(address.lastIndexOf("@") + 1)}`].find((one) => blocked.includes(one)) ?? null;

/** The bare address of a sender such as `Shop <shop@example.com>`, or an empty text. */
export function addressOf(sender: string): string {
  const inner = /<([^<>\s]+@[^<>\s]+)>\s*$/.exec(sender)?.[1] ?? sender.trim();
  return /^[^@\s<>]+@[^@\s<>]+$/.test(inner) ? inner.toLowerCase() : "";
}
