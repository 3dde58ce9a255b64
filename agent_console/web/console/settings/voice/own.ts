import type { FormMenu, FormSettings, Row } from "./voice";

/** Languages that Parley has words of its own in; in any other it speaks English. */
const SPOKEN = ["en", "de", "tr", "fa", "az"] as const;
export type OwnLanguage = (typeof SPOKEN)[number];
/** Languages that Twilio reads out in no voice (it understands speech in them). */
const NO_VOICE: readonly string[] = ["fa", "az"];

const baseOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? "";

/** The language that is spoken: the settings', else the inbox's. */
export const spokenLanguage = (form: FormSettings, inboxLanguage: string): string => baseOf(form.speech_language || inboxLanguage);

/** Whether Twilio can read out text in what is spoken. A voice that is named is trusted. */
export const canSay = (form: FormSettings, inboxLanguage: string): boolean =>
  form.voice !== "" || !NO_VOICE.includes(spokenLanguage(form, inboxLanguage));

/** The language of Parley's own words in this inbox. */
export function ownLanguage(form: FormSettings, inboxLanguage: string): OwnLanguage {
  const language = spokenLanguage(form, inboxLanguage);
  const found = SPOKEN.find((one) => one === language);
  return found && canSay(form, inboxLanguage) ? found : "en";
}

/** Some of Parley's own words: `key` names them under `voiceInbox.own`. */
export interface Own { key: string; values?: Record<string, string | number> }

/** The sentences that offer a menu which has no prompt of the team's own. */
export function ownMenu(menu: FormMenu): Own[] {
  const told = menu.options.map(ownOption);
  return menu.speech && menu.options.some((row) => row.words.length > 0) ? [...told, { key: "speak" }] : told;
}

function ownOption({ digit, words, does }: Row): Own {
  const what = words[0];
  if (does === "voicemail" || does === "repeat") return { key: `option_${does}`, values: { digit } };
  return what ? { key: "option", values: { what, digit } } : { key: `option_${does}`, values: { digit } };
}
