/**
 * What mail programs put before an answer's subject, and before one handed on, in the languages that
 * people write to us in. `Re[2]:` and `AW(3):` count as well.
 */
const PREFIX = /^\s*(?:re|aw|antw|antwort|sv|vs|ynt|yanıt|cvb|cavab|odp|rif|ответ|پاسخ|رد|fwd?|wg|[iİı]lt|iletildi|tr|rv|enc|doorst|ارجاع|فوروارد|пересл|yönl)\s*(?:[[(]\d{1,3}[\])])?\s*[:：]\s*/iu;

/** The subject without what answering and handing on have put before it. */
export function bareSubject(subject: string): string {
  let rest = subject.replace(/\s+/g, " ").trim();
  for (let before = ""; before !== rest; ) {
    before = rest;
    rest = rest.replace(PREFIX, "");
  }
  return rest;
}

export const replySubject = (subject: string): string => (bareSubject(subject) ? `Re: ${bareSubject(subject)}` : "");
export const forwardSubject = (subject: string): string => (bareSubject(subject) ? `Fwd: ${bareSubject(subject)}` : "");

/** What goes out where nobody named a matter: the words of connectors/email/composing/words.py, by the inbox's language. */
const YOUR_MESSAGE: Record<string, string> = { az: "Mesajınız", de: "Ihre Nachricht", en: "Your message", fa: "پیام شما", tr: "Mesajınız" };
export const unnamed = (language: string): string => YOUR_MESSAGE[language.toLowerCase().split(/[-_]/)[0] ?? ""] ?? "Your message";

/** Whether a mail speaks of something else than its conversation. */
export const differs = (subject: string, of: string): boolean =>
  subject.trim() !== "" && bareSubject(subject).toLocaleLowerCase() !== bareSubject(of).toLocaleLowerCase();
