import type { Menu, MenuOption, Prompt, VoiceSettings } from "../../api/voice";

export const NO_PROMPT: Prompt = { text: "", file: "" };
export const DIGITS = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] as const;

/** A row of the menu in the form; `key` stays the same while rows move and their digits change. */
export interface Row extends MenuOption { key: string }
export type FormMenu = Omit<Menu, "options"> & { options: Row[] };
export type FormSettings = Omit<VoiceSettings, "menu"> & { menu: FormMenu | null };

/** An inbox for calls as it is before anybody changed it; what is stored stands above this. */
const VOICE: FormSettings = {
  account_sid: "",
  api_base: "https://api.twilio.com",
  api_key_sid: "",
  number: "",
  voice: "",
  speech_language: "",
  greeting: NO_PROMPT,
  menu: null,
  hours: null,
  closed: { prompt: NO_PROMPT, then: "voicemail" },
  waiting: { prompt: NO_PROMPT, music_file: "", say_position: true, say_wait: true, every_s: 30, callback: false, callback_prompt: NO_PROMPT, longest_s: 1800 },
  voicemail: { on: true, prompt: NO_PROMPT, longest_s: 180 },
  recording: "off",
  keep_recordings_days: 0,
  recordings_at_twilio_days: 0,
  transcribe: false,
  ring_s: 20,
  wrap_up_s: 60,
  dispositions: [],
};

/** What is stored may leave out what has its default, however deep. */
type Sparse<T> = T extends readonly (infer Item)[] ? Sparse<Item>[] : T extends object ? { [K in keyof T]?: Sparse<T[K]> } : T;
export type StoredVoice = Omit<Partial<VoiceSettings>, "menu"> & { menu?: Sparse<Menu> | null };

const formMenu = ({ prompt, options = [], tries = 3, speech = false }: Sparse<Menu>): FormMenu => ({
  prompt: { ...NO_PROMPT, ...prompt },
  tries,
  speech,
  options: options.map(({ digit = "", words = [], does = "queue", queue_id = "", say }, index) => ({ key: `stored-${index}`, digit, words, does, queue_id, say: { ...NO_PROMPT, ...say } })),
});

/** The form of what is stored. */
export const formOf = (stored: StoredVoice): FormSettings => ({
  ...VOICE,
  ...stored,
  closed: { ...VOICE.closed, ...stored.closed },
  waiting: { ...VOICE.waiting, ...stored.waiting },
  voicemail: { ...VOICE.voicemail, ...stored.voicemail },
  menu: stored.menu ? formMenu(stored.menu) : null,
});

/** What is stored of a form: each row only with what belongs to what it does. */
export const settled = (form: FormSettings): VoiceSettings => ({
  ...form,
  menu: form.menu && {
    ...form.menu,
    options: form.menu.options.map(({ digit, words, does, queue_id, say }) => ({
      digit,
      words,
      does,
      queue_id: does === "queue" ? queue_id : "",
      say: does === "say" ? say : NO_PROMPT,
    })),
  },
});

/** A menu that works as it is: one key to the inbox's queue, one to leave a message. */
export const firstMenu = (): FormMenu => ({ prompt: NO_PROMPT, tries: 3, speech: false, options: [newRow("1", "queue"), newRow("2", "voicemail")] });

export function newRow(digit: string, does: Row["does"] = "queue"): Row {
  return { key: crypto.randomUUID(), digit, words: [], does, queue_id: "", say: NO_PROMPT };
}

/** The next key that nothing lies on yet; undefined when all ten are taken. */
export const freeDigit = (rows: readonly Row[]): string | undefined => DIGITS.find((digit) => rows.every((row) => row.digit !== digit));

/** The rows with one of them a place further up (-1) or down (1). */
export function moved<T>(rows: readonly T[], index: number, by: -1 | 1): T[] {
  const found = [...rows];
  const [row] = found.splice(index, 1);
  if (row !== undefined) found.splice(Math.max(0, index + by), 0, row);
  return found;
}

/** What is entered at Twilio's number. */
export const addresses = (origin: string, publicKey: string): { call: string; fallback: string; status: string } => {
  const base = `${origin}/hooks/voice/${publicKey}`;
  return { call: base, fallback: `${base}/again`, status: `${base}/status` };
};
