import i18n from "i18next";
import { useSyncExternalStore } from "react";
import { Problem } from "../api/problem";
import type { Attachment } from "../api/types";
import { upload } from "../api/upload";
import { createStore } from "../state/store";

export interface Upload { key: string; name: string; size: number; part: number; file: Attachment | null; problem: string; stop: () => void }

/** Files chosen for each conversation; they go on uploading while another one is looked at. */
const uploads = createStore<ReadonlyMap<string, readonly Upload[]>>(new Map());
const NONE: readonly Upload[] = [];

const edit = (id: string, change: (all: readonly Upload[]) => readonly Upload[]): void =>
  uploads.set((all) => new Map(all).set(id, change(all.get(id) ?? NONE)));

export function addFiles(id: string, files: Iterable<File>, maxBytes: number): void {
  for (const file of files) {
    const abort = new AbortController();
    const key = crypto.randomUUID();
    const set = (part: Partial<Upload>): void => edit(id, (all) => all.map((one) => (one.key === key ? { ...one, ...part } : one)));
    const tooBig = file.size > maxBytes;
    const problem = tooBig ? i18n.t("files.tooBig", { max: Math.floor(maxBytes / 1_000_000) }) : "";
    edit(id, (all) => [...all, { key, name: file.name, size: file.size, part: 0, file: null, problem, stop: () => abort.abort() }]);
    if (tooBig) continue;
    upload(file, (part) => set({ part }), abort.signal).then(
      (attachment) => set({ file: attachment, part: 1 }),
      (error: unknown) => set({ problem: error instanceof Problem && error.code !== "offline" ? error.message : i18n.t("files.failed") }),
    );
  }
}

/** Puts files back that were uploaded before, with a reply that was taken back. */
export const giveFiles = (id: string, files: readonly Attachment[]): void =>
  edit(id, (all) => [...all, ...files.map((file) => ({ key: file.id, name: file.name, size: file.size, part: 1, file, problem: "", stop: () => undefined }))]);

export function dropFile(id: string, key: string): void {
  edit(id, (all) => all.filter((one) => (one.key === key ? void one.stop() : true)));
}
export const clearFiles = (id: string): void => edit(id, () => NONE);
export const useFiles = (id: string): readonly Upload[] =>
  useSyncExternalStore(uploads.subscribe, () => uploads.get().get(id) ?? NONE);
