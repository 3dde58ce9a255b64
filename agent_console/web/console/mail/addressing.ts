import type { Conversation, Entry } from "../api/types";
import { MOST_RECIPIENTS } from "./recipients";
import { forwardSubject, replySubject, unnamed } from "./subject";
import { type MailBody, mailOf } from "./types";

/** What a letter in this conversation starts with: to whom it answers, about the same, nothing quoted but what is newest. */
export const beginOf = (one: Conversation, draft: MailBody | null | undefined): MailBody => ({
  subject: "", cc: [], bcc: [], html: "", quote: null, forward: false, ...draft, to: draft && (draft.to.length > 0 || draft.forward) ? draft.to : [one.address],
});

/** The subject that a letter goes out with, if nobody writes another one; `language` is the inbox's. */
export const subjectOf = (mail: MailBody, one: Conversation, language: string): string => {
  const begun = mail.forward ? forwardSubject : replySubject;
  return mail.subject || begun(one.subject) || begun(unnamed(language));
};

/** The newest message of the customer, or else our own: what an answer quotes. */
export function newestOf(entries: readonly Entry[]): Entry | null {
  const mails = entries.filter((entry) => mailOf(entry) !== null && !["bounce", "auto-reply"].includes(mailOf(entry)?.kind ?? ""));
  return mails.findLast((entry) => entry.direction === "in") ?? mails.at(-1) ?? null;
}

/** Who could be answered as well: those who take part and stand on no line yet, as far as one mail may name them. */
export const missing = (mail: MailBody, one: Conversation): string[] => {
  const named = [...mail.to, ...mail.cc, ...mail.bcc];
  return one.participants.filter((address) => !named.includes(address)).slice(0, Math.max(0, MOST_RECIPIENTS - named.length));
};
