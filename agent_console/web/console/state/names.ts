import type { Data, Entry, Tag } from "../api/types";
import type { Timeline } from "./timeline";

/** The tags that an entry has and those that it tells of, list by list. */
const listsOf = ({ tags, machine_tags, data }: Entry): readonly (readonly Tag[])[] => [tags, machine_tags, tagsIn(data.tags), ...eachIn(data.each)];
const tagsIn = (told: unknown): readonly Tag[] => (Array.isArray(told) ? (told as Tag[]) : []);
const eachIn = (told: unknown): readonly (readonly Tag[])[] => (Array.isArray(told) ? (told as unknown[]).map(tagsIn) : []);

/** The ids of the watch lists and intents whose names stand in an entry. */
export const refsIn = (entry: Entry): Set<string> => new Set(listsOf(entry).flat().flatMap(({ ref }) => ref ?? []));

/** What a watch list or an intent is called in an entry, as the server gave it; null if it is not there. */
export const nameIn = (entry: Entry, ref: string): string | null => listsOf(entry).flat().find((tag) => tag.ref === ref)?.value ?? null;

/** A timeline with a watch list or an intent under its new name; the same object where nothing changes. */
export function renamed(timeline: Timeline, ref: string, name: string): Timeline {
  const stale = (entry: Entry): boolean => listsOf(entry).flat().some((tag) => tag.ref === ref && tag.value !== name);
  const anew = (entry: Entry): Entry => (stale(entry) ? renamedEntry(entry, ref, name) : entry);
  if (![...timeline.entries, ...timeline.ahead.values()].some(stale)) return timeline;
  return { ...timeline, entries: timeline.entries.map(anew), ahead: new Map([...timeline.ahead].map(([seq, entry]) => [seq, anew(entry)])) };
}

function renamedEntry(entry: Entry, ref: string, name: string): Entry {
  const called = (tags: readonly Tag[]): Tag[] => tags.map((tag) => (tag.ref === ref ? { ...tag, value: name } : tag));
  const data: Data = { ...entry.data };
  if (Array.isArray(data.tags)) data.tags = called(tagsIn(data.tags));
  if (Array.isArray(data.each)) data.each = eachIn(data.each).map(called);
  return { ...entry, tags: called(entry.tags), machine_tags: called(entry.machine_tags), data };
}
