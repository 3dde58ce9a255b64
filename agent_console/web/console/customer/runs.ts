import type { Entry } from "../api/types";
import { isSilent } from "../timeline/group";

/** Entries of one conversation that follow each other in a customer's history. */
export interface Run { key: string; conversation: string; entries: Entry[]; after: string | undefined }

/** Cuts a history into stretches, one for each time the conversation changes; `after` is the time of what stands before. */
export function runsOf(entries: readonly Entry[]): Run[] {
  const runs: Run[] = [];
  for (const entry of entries) {
    if (isSilent(entry)) continue;
    const last = runs.at(-1);
    if (last?.conversation === entry.conversation) last.entries.push(entry);
    else runs.push({ key: entry.id, conversation: entry.conversation, entries: [entry], after: last?.entries.at(-1)?.at });
  }
  return runs;
}
