import type { Entry } from "../api/types";
import { isQuiet } from "../calls/words";
import { toldOnce } from "./told";

/** The timeline as it is drawn: a day mark, a run of activity lines, or an entry. */
export type Item =
  | { type: "day"; key: string; at: string }
  | { type: "activities"; key: string; entries: Entry[] }
  | { type: "worsened"; key: string; entry: Entry }
  | { type: "call"; key: string; entry: Entry; spoken: Entry[] }
  | { type: "entry"; key: string; entry: Entry; joined: boolean };

/** Messages of one author within so many milliseconds stand together under one name. */
const JOIN_MS = 3 * 60_000;
const SILENT = new Set(["delivery"]);

/**
 * Whether an activity has nothing to say by itself: it is folded into the message it is about, or it is not
 * for me to know (that a supervisor listens) and the server gives its number alone.
 */
export const isSilent = (entry: Entry): boolean =>
  entry.kind === "activity" &&
  (!entry.activity || SILENT.has(entry.activity) || isQuiet(entry) || (entry.activity === "tagged" && entry.author.type !== "agent"));

/** `after` is the time of what stands before these entries: its day is named already. */
export function group(entries: readonly Entry[], after?: string): Item[] {
  const items: Item[] = [];
  const calls = new Map<unknown, Entry[]>();
  for (const entry of entries) if (entry.kind === "call") calls.set(entry.data.call, []);
  let day = after ? new Date(after).toDateString() : "";
  for (const entry of toldOnce(entries)) {
    if (isSilent(entry)) continue;
    // What was said in a call stands under its card, as far as that is here.
    const transcript = entry.kind === "message" && entry.data.spoken ? calls.get(entry.data.call) : undefined;
    if (transcript) {
      transcript.push(entry);
      continue;
    }
    const date = new Date(entry.at).toDateString();
    if (date !== day) items.push({ type: "day", key: `day-${entry.seq}`, at: entry.at });
    day = date;
    const last = items.at(-1);
    if (entry.activity === "worsened") {
      // What a colleague must see before they answer is not folded among what happened.
      items.push({ type: "worsened", key: entry.id, entry });
    } else if (entry.kind === "activity") {
      if (last?.type === "activities") last.entries.push(entry);
      else items.push({ type: "activities", key: `a-${entry.seq}`, entries: [entry] });
    } else if (entry.kind === "call") {
      items.push({ type: "call", key: entry.id, entry, spoken: calls.get(entry.data.call) ?? [] });
    } else {
      items.push({ type: "entry", key: entry.id, entry, joined: last?.type === "entry" && joins(last.entry, entry) });
    }
  }
  return items;
}

const joins = (a: Entry, b: Entry): boolean =>
  a.kind === b.kind && a.author.type === b.author.type && a.author.id === b.author.id &&
  Date.parse(b.at) - Date.parse(a.at) < JOIN_MS;
