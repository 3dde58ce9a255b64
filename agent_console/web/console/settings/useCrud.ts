import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { patch, post, remove } from "../api/http";
import { tellDone } from "../parts/notify";
import type { Kind } from "./lists";

export interface Stored { id: string; version?: number }

/** Creates, changes and deletes things of one kind; a change names the version it was made on. */
export function useCrud<T extends Stored>(kind: Kind) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = (): Promise<void> => client.invalidateQueries({ queryKey: ["settings", kind] });
  const done = async (): Promise<void> => {
    tellDone(t("settings.saved"));
    await refresh();
  };
  return {
    save: useMutation({
      mutationFn: ({ old, values }: { old: T | null; values: object }) =>
        old ? patch<T>(`/${kind}/${old.id}`, { ...values, version: old.version }) : post<T>(`/${kind}`, values),
      onSuccess: done,
    }),
    remove: useMutation({
      mutationFn: (one: T) => remove(`/${kind}/${one.id}`),
      onSuccess: async () => {
        tellDone(t("settings.deleted"));
        await refresh();
      },
    }),
  };
}
