import { get, put, remove } from "../api/http";
import type { Attachment } from "../api/types";
import { rememberPicture } from "../mail/pictures";
import type { MailBody } from "../mail/types";
import type { Mode } from "./focus";

/** What stands in a composer; kept on the server, so that it waits at any desk. `mail` only where mails are written. */
export interface Draft { text: string; mode: Mode; mail?: MailBody | null }

const SAVE_AFTER_MS = 900;
const here = new Map<string, Draft>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export const localDraft = (id: string): Draft | undefined => here.get(id);

export async function loadDraft(id: string): Promise<Draft | null> {
  const draft = await get<(Partial<Draft> & { images?: Attachment[] }) | null>(`/conversations/${id}/draft`).catch(() => null);
  if (!draft || !holds({ text: draft.text ?? "", mail: draft.mail ?? null })) return null;
  for (const image of draft.images ?? []) rememberPicture(image.id, image.url);
  return { text: draft.text ?? "", mode: draft.mode ?? "reply", mail: draft.mail ?? null };
}

export function keepDraft(id: string, draft: Draft): void {
  const old = here.get(id);
  if (old?.text === draft.text && old.mode === draft.mode && JSON.stringify(old.mail ?? null) === JSON.stringify(draft.mail ?? null)) return;
  here.set(id, draft);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => save(id, draft), SAVE_AFTER_MS));
}

/** Whether there is anything to keep: a picture alone is, addresses without words are not. */
const holds = (draft: Pick<Draft, "text" | "mail">): boolean => draft.text.trim() !== "" || /<img\b/.test(draft.mail?.html ?? "") || draft.mail?.forward === true;

function save(id: string, draft: Draft): void {
  const path = `/conversations/${id}/draft`;
  const { text, mode, mail } = draft;
  const work = holds(draft) ? put<unknown>(path, { text, mode, ...(mail && { mail }) }) : remove(path);
  // Without network the draft stays here; the next key stroke saves it again.
  work.catch(() => undefined);
}
