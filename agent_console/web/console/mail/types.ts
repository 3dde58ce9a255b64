import type { Attachment, Entry } from "../api/types";

/** A person on a mail; `name` is what the mail says, and may be empty. */
export interface Person { address: string; name: string }
export interface MailPart { inline?: boolean; warning?: string; summary?: string }
export interface BounceRecipient { address: string; action: string; status: string; reason: string }
export type MailKind = "message" | "auto-reply" | "list" | "bounce";

/** What stands in `data.mail` of a message that came or goes by mail (docs/email.md). */
export interface MailData {
  kind?: MailKind;
  from?: Person;
  to?: Person[];
  cc?: Person[];
  bcc?: Person[];
  reply_to?: Person[];
  subject?: string;
  date?: string | null;
  has_html?: boolean;
  has_source?: boolean;
  /** The whole words, only where they are more than the entry's text: with quotes and signature. */
  full_text?: string;
  remote_images?: number;
  sealed?: "" | "signed" | "encrypted";
  parts?: Record<string, MailPart>;
  bounce?: { recipients: BounceRecipient[] };
  problems?: string[];
  stranger?: boolean;
  authentication?: "pass" | "fail" | "none";
  quote?: number | null;
  forward?: boolean;
}

/** What a reply says beside its text; empty fields have the conversation's own values. */
export interface MailBody {
  subject: string;
  to: string[];
  cc: string[];
  bcc: string[];
  html: string;
  /** The seq of the message that is quoted below, or handed on. */
  quote: number | null;
  forward: boolean;
}

export const NO_MAIL: MailBody = { subject: "", to: [], cc: [], bcc: [], html: "", quote: null, forward: false };

/** The letter of a message, or null of one that is none. */
export function mailOf(entry: Entry): MailData | null {
  if (entry.kind !== "message") return null;
  const mail = entry.data.mail;
  if (mail && typeof mail === "object") return mail as MailData;
  return entry.channel === "email" ? {} : null;
}

export interface Sorted { cards: Shown[]; files: Shown[] }
export interface Shown { file: Attachment; warning: string; summary: string }

/** The files of a message with what is to be known of each. */
export function shownFiles(entry: Entry, mail = mailOf(entry)): Shown[] {
  const parts = mail?.parts;
  return entry.attachments.map((file) => ({ file, warning: parts?.[file.id]?.warning ?? "", summary: parts?.[file.id]?.summary ?? "" }));
}

/** The files that are listed under a mail: pictures that stand in its text are not repeated. */
export function sortParts(entry: Entry, mail: MailData): Sorted {
  const shown = shownFiles(entry, mail).filter(({ file }) => !mail.parts?.[file.id]?.inline);
  return { cards: shown.filter((one) => one.summary), files: shown.filter((one) => !one.summary) };
}

export interface CardLine { label: string; value: string }

/** Lines such as `When: 2026-03-04` as label and value; paragraphs stand for one event or person each. */
export function cardLines(summary: string): CardLine[][] {
  return summary.split(/\n\n+/).map((block) => block.split("\n").filter(Boolean).map((line) => {
    const [, label, value] = /^([^:\n]{1,40}): (.*)$/.exec(line) ?? [];
    return label && value ? { label, value } : { label: "", value: line };
  })).filter((block) => block.length > 0);
}
