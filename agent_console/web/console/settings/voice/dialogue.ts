import type { Prompt } from "../../api/voice";
import { type Own, ownMenu } from "./own";
import type { FormSettings, Row } from "./voice";

type Values = Record<string, string | number>;
/** One line of what happens in a call: something is heard, or something is done. */
export type Line = { depth?: 1 } & (
  | { kind: "hears"; text: string }
  | { kind: "plays"; file: string }
  | { kind: "own"; words: Own[] }
  | { kind: "music" }
  | { kind: "then"; key: string; values?: Values }
);
export interface Scene { title: "comes" | "waits" | "closed" | "message"; lines: Line[] }

export interface Names {
  /** The name of a queue; of the inbox's own for the empty id. */
  queue: (id: string) => string;
  file: (id: string) => string;
  /** Whether text can be read out in the inbox's language: if not, only files are heard. */
  reads: boolean;
}

/** Everything that a caller hears from the machine, and what the caller can do, scene by scene. */
export function dialogue(form: FormSettings, names: Names): Scene[] {
  const { menu, hours, voicemail } = form;
  return [
    { title: "comes", lines: [...spoken(form.greeting, names), ...(menu ? menuLines(form, names) : [toQueue("", names)])] },
    { title: "waits", lines: waitLines(form, names) },
    ...(hours ? [{ title: "closed" as const, lines: closedLines(form, names) }] : []),
    ...(voicemail.on ? [{ title: "message" as const, lines: messageLines(form, names) }] : []),
  ];
}

const then = (key: string, values?: Values): Line => ({ kind: "then", key, ...(values && { values }) });
const own = (key: string, values?: Values): Line => ({ kind: "own", words: [{ key, ...(values && { values }) }] });
const toQueue = (id: string, names: Names): Line => then("queue", { queue: names.queue(id) });

/** A prompt as it is heard: a file wins over text; of neither, Parley's own words if it has some. */
function spoken(prompt: Prompt, names: Names, words?: Line): Line[] {
  if (prompt.file) return [{ kind: "plays", file: names.file(prompt.file) }];
  if (prompt.text.trim() && names.reads) return [{ kind: "hears", text: prompt.text.trim() }];
  return words ? [words] : [];
}

function menuLines({ menu, voicemail }: FormSettings, names: Names): Line[] {
  if (!menu) return [];
  const rows = menu.options.flatMap((row): Line[] => [
    menu.speech && row.words.length > 0 ? then("pressesOrSays", { digit: Number(row.digit), words: row.words.join(", ") }) : then("presses", { digit: Number(row.digit) }),
    ...rowLines(row, voicemail.on, names).map((line): Line => ({ ...line, depth: 1 })),
  ]);
  return [...spoken(menu.prompt, names, { kind: "own", words: ownMenu(menu) }), ...rows, then("noChoice", { tries: menu.tries, queue: names.queue("") })];
}

function rowLines(row: Row, messages: boolean, names: Names): Line[] {
  switch (row.does) {
    case "queue": return [toQueue(row.queue_id, names)];
    case "voicemail": return [messages ? then("message") : toQueue("", names)];
    case "say": return [...spoken(row.say, names), then("menuAgain")];
    case "repeat": return [then("menuAgain")];
  }
}

function waitLines({ waiting, voicemail }: FormSettings, names: Names): Line[] {
  const told: Own[] = [...(waiting.say_position ? [{ key: "position", values: { n: 2 } }] : []), ...(waiting.say_wait ? [{ key: "wait_minutes", values: { n: 3 } }] : [])];
  return [
    ...spoken(waiting.prompt, names, own("waiting")),
    waiting.music_file ? { kind: "plays", file: names.file(waiting.music_file) } : { kind: "music" },
    ...(told.length > 0 && names.reads ? [then("every", { seconds: waiting.every_s }), { kind: "own" as const, words: told, depth: 1 as const }] : []),
    ...(waiting.callback ? [...spoken(waiting.callback_prompt, names, own("callback", { digit: "1" })), then("callback")] : []),
    then("answered"),
    ...(voicemail.on ? [then("tooLong", { minutes: Math.round(waiting.longest_s / 60) })] : []),
  ];
}

function closedLines({ greeting, closed, voicemail }: FormSettings, names: Names): Line[] {
  const takes = closed.then === "voicemail" && voicemail.on;
  const said = spoken(closed.prompt, names);
  return [...spoken(greeting, names), ...(said.length > 0 ? said : [own("closed"), then("opensAgain")]), then(takes ? "message" : "hangUp")];
}

const messageLines = ({ voicemail }: FormSettings, names: Names): Line[] =>
  [...spoken(voicemail.prompt, names, own("voicemail")), then("beep", { seconds: voicemail.longest_s })];
