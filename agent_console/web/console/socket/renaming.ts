import { get, query } from "../api/http";
import type { Entries, Entry } from "../api/types";
import { timelines } from "../state/live";
import { nameIn, refsIn, renamed } from "../state/names";

/** Another of the server's processes may take three seconds to notice a new name. */
export const NOTICED_MS = 3500;

/** Whose names stand in timelines, by the kind that a change of settings tells. */
export const NAMED: ReadonlySet<string> = new Set(["watch_list", "intent"]);

const asked = new Map<string, number>();

/**
 * Shows a watch list or an intent, which somebody has changed, by its present name in every timeline that is kept.
 *
 * An entry in which it stands is read again: who may read that may know its name, and nobody is told others'.
 * Where nothing has a tag of it, nothing is asked.
 */
export async function renew(ref: string): Promise<void> {
  const turn = (asked.get(ref) ?? 0) + 1;
  asked.set(ref, turn);
  if (await renewNow(ref, turn)) return;
  await new Promise((done) => setTimeout(done, NOTICED_MS));
  await renewNow(ref, turn);
}

/** After a reconnect: nobody has told of the names that changed meanwhile. */
export async function renewAll(): Promise<void> {
  const refs = new Set([...timelines.get().values()].flatMap(({ entries }) => entries.flatMap((entry) => [...refsIn(entry)])));
  for (const ref of refs) {
    const turn = (asked.get(ref) ?? 0) + 1;
    asked.set(ref, turn);
    await renewNow(ref, turn);
  }
}

/** Whether there is nothing left to look for: it has a new name, stands nowhere, or was asked for again since. */
async function renewNow(ref: string, turn: number): Promise<boolean> {
  const places = [...timelines.get().values()].flatMap(({ entries }) => entries.findLast((entry) => refsIn(entry).has(ref)) ?? []);
  if (places.length === 0) return true;
  const name = await presentName(places, ref);
  if (asked.get(ref) !== turn) return true;
  if (name === null) return false;
  const before = timelines.get();
  const after = new Map([...before].map(([id, timeline]) => [id, renamed(timeline, ref, name)]));
  if ([...after].every(([id, timeline]) => timeline === before.get(id))) return false;
  timelines.set(after);
  return true;
}

/** What the server calls it in the first of these entries that can still be read and has it. */
async function presentName(places: readonly Entry[], ref: string): Promise<string | null> {
  for (const { conversation, seq } of places) {
    const page = await get<Entries>(`/conversations/${conversation}/entries${query({ after: seq - 1, limit: 1 })}`).catch(() => null);
    const name = page?.entries.map((entry) => nameIn(entry, ref)).find((found) => found !== null);
    if (name) return name;
  }
  return null;
}
