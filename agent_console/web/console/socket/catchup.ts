import { get, query } from "../api/http";
import type { Conversation, Entries, Entry } from "../api/types";
import { learn, setTimeline, timelineOf } from "../state/live";
import { EMPTY, apply, firstSeq, holeAfter, lastSeq, prepend } from "../state/timeline";
import { ask } from "./wire";

/** Entries of a page; the server may give fewer. */
const PAGE = 60;
const open = new Map<string, number>();
const filling = new Set<string>();
let cursor: string | null = null;

export const rememberCursor = (next: string): void => void (cursor ??= next);

interface Opened { conversation: Conversation; entries: Entry[]; has_more: boolean }

/** Reads along in a conversation: its newest page now, and every entry as it comes. */
export async function openConversation(id: string): Promise<void> {
  open.set(id, (open.get(id) ?? 0) + 1);
  await join(id);
}

export function closeConversation(id: string): void {
  const left = (open.get(id) ?? 1) - 1;
  if (left > 0) return void open.set(id, left);
  open.delete(id);
  ask("close", { conversation: id }).catch(() => undefined);
}

async function join(id: string): Promise<void> {
  const known = timelineOf(id);
  const after = lastSeq(known);
  const answer = await ask<Opened>("open", after > 0 ? { conversation: id, after } : { conversation: id });
  learn([answer.conversation]);
  if (after > 0) {
    setTimeline(id, (old) => apply(old, answer.entries));
    if (answer.has_more) await fill(id);
    return;
  }
  setTimeline(id, (old) => (old === EMPTY ? apply({ ...EMPTY, hasEarlier: answer.has_more }, answer.entries) : apply(old, answer.entries)));
}

/** Asks for what is missing behind the last entry, until nothing is. */
export async function fill(id: string): Promise<void> {
  if (filling.has(id)) return;
  filling.add(id);
  try {
    for (let more = true; more; ) {
      const after = lastSeq(timelineOf(id));
      const page = await get<Entries>(`/conversations/${id}/entries${query({ after, limit: PAGE })}`);
      const now = setTimeline(id, (old) => apply(old, page.entries));
      more = (page.has_more || holeAfter(now) !== null) && lastSeq(now) > after;
    }
  } finally {
    filling.delete(id);
  }
}

export async function loadEarlier(id: string): Promise<void> {
  const before = firstSeq(timelineOf(id));
  const path = `/conversations/${id}/entries${query({ before: before || null, limit: PAGE })}`;
  const page = await get<Entries>(path);
  setTimeline(id, (old) =>
    before ? prepend(old, page.entries, page.has_more) : apply({ ...EMPTY, hasEarlier: page.has_more }, page.entries),
  );
}

/** After a reconnect: what changed in the lists, and what the open conversations lack. */
export async function catchUp(): Promise<void> {
  const lists = async (): Promise<void> => {
    for (let round = 0; cursor !== null && round < 50; round++) {
      const since: string = cursor;
      const answer = await ask<{ conversations: Conversation[]; cursor: string }>("catch_up", { changed_since: since });
      learn(answer.conversations);
      cursor = answer.cursor;
      if (answer.conversations.length === 0 || cursor === since) return;
    }
  };
  await Promise.allSettled([lists(), ...[...open.keys()].map(join)]);
}
