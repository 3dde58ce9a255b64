import type { Conversation, Entry } from "../api/types";
import { createStore } from "../state/store";
import { everybody, senderOf } from "./recipients";
import { forwardSubject } from "./subject";
import type { MailBody, MailData } from "./types";

export type How = "sender" | "everybody" | "forward";

/** What a composer is asked to begin: an answer to one mail, or one handed on. The composer takes it away. */
export interface MailRequest { conversation: string; mail: Partial<MailBody> }
export const mailRequest = createStore<MailRequest | null>(null);

/** What an answer to this mail starts with. */
export function beginning(how: How, entry: Entry, mail: MailData, one: Conversation): Partial<MailBody> {
  if (how === "forward") {
    return { to: [], cc: [], bcc: [], quote: entry.seq, forward: true, subject: forwardSubject(mail.subject || one.subject) };
  }
  const { to, cc } = how === "everybody" ? everybody(mail, entry, one) : { to: senderOf(mail, entry, one), cc: [] };
  return { to, cc, quote: entry.seq, forward: false, subject: "" };
}

export const askComposer = (how: How, entry: Entry, mail: MailData, one: Conversation): void =>
  mailRequest.set({ conversation: one.id, mail: beginning(how, entry, mail, one) });
