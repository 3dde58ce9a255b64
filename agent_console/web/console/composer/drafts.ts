import { get, put, remove } from "../api/http";
import type { Mode } from "./focus";

/** What stands in a composer; kept on the server, so that it waits at any desk. */
export interface Draft { text: string; mode: Mode }

const SAVE_AFTER_MS = 900;
const here = new Map<string, Draft>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export const localDraft = (id: string): Draft | undefined => here.get(id);

export async function loadDraft(id: string): Promise<Draft | null> {
  const draft = await get<Partial<Draft> | null>(`/conversations/${id}/draft`).catch(() => null);
  return draft?.text ? { text: draft.text, mode: draft.mode ?? "reply" } : null;
}

export function keepDraft(id: string, draft: Draft): void {
  const old = here.get(id);
  if (old?.text === draft.text && old.mode === draft.mode) return;
  here.set(id, draft);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => save(id, draft), SAVE_AFTER_MS));
}

function save(id: string, draft: Draft): void {
  const path = `/conversations/${id}/draft`;
  const work = draft.text.trim() ? put<unknown>(path, draft) : remove(path);
  // Without network the draft stays here; the next key stroke saves it again.
  work.catch(() => undefined);
}
