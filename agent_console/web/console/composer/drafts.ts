import { get, put, remove } from "../api/http";
import type { Attachment } from "../api/types";
import { rememberPicture } from "../mail/pictures";
import type { MailBody } from "../mail/types";
import type { Mode } from "./focus";

/** What stands in a composer; kept on the server, so that it waits at any desk. `mail` only where mails are written; `files` are the ids of those beside the words. */
export interface Draft { text: string; mode: Mode; mail?: MailBody | null; files?: readonly string[] }

const SAVE_AFTER_MS = 900;
const here = new Map<string, Draft>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();

export const localDraft = (id: string): Draft | undefined => here.get(id);

/** What was kept, and its files. */
export async function loadDraft(id: string): Promise<{ draft: Draft; files: Attachment[] } | null> {
  const draft = await get<(Partial<Draft> & { images?: Attachment[]; attachments?: Attachment[] }) | null>(`/conversations/${id}/draft`).catch(() => null);
  const attached = draft?.attachments ?? [];
  const files = attached.map((file) => file.id);
  if (!draft || !holds({ text: draft.text ?? "", mail: draft.mail ?? null, files })) return null;
  for (const image of draft.images ?? []) rememberPicture(image.id, image.url);
  return { draft: { text: draft.text ?? "", mode: draft.mode ?? "reply", mail: draft.mail ?? null, files }, files: attached };
}

export function keepDraft(id: string, draft: Draft): void {
  const old = here.get(id);
  if (old?.text === draft.text && old.mode === draft.mode && same(old.mail ?? null, draft.mail ?? null) && same(old.files ?? [], draft.files ?? [])) return;
  here.set(id, draft);
  clearTimeout(timers.get(id));
  timers.set(id, setTimeout(() => save(id, draft), SAVE_AFTER_MS));
}

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Whether there is anything to keep: a picture or a file alone is, addresses without words are not. */
const holds = (draft: Pick<Draft, "text" | "mail" | "files">): boolean => draft.text.trim() !== "" || /<img\b/.test(draft.mail?.html ?? "") || draft.mail?.forward === true || (draft.files ?? []).length > 0;

function save(id: string, draft: Draft): void {
  const path = `/conversations/${id}/draft`;
  const { text, mode, mail, files } = draft;
  const work = holds(draft) ? put<unknown>(path, { text, mode, ...(mail && { mail }), ...(files && { attachments: files }) }) : remove(path);
  // Without network the draft stays here; the next key stroke saves it again.
  work.catch(() => undefined);
}
