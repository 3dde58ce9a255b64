import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { get, patch } from "../api/http";
import type { Contact, Conversation, Page } from "../api/types";
import { tellProblem } from "../parts/notify";
import { learn } from "../state/live";

export const useContact = (id: string | undefined) =>
  useQuery({ queryKey: ["contact", id], queryFn: ({ signal }) => get<Contact>(`/contacts/${id}`, signal), enabled: !!id });

/** Everything this person ever wrote about, newest first, as far as it is in my scope. */
export const useContactConversations = (id: string | undefined) =>
  useQuery({
    queryKey: ["contact", id, "conversations"],
    queryFn: async ({ signal }) => {
      const page = await get<Page<Conversation>>(`/contacts/${id}/conversations?limit=50`, signal);
      learn(page.items);
      return page;
    },
    enabled: !!id,
  });

export type ContactChange = Partial<Pick<Contact, "name" | "email" | "phone" | "notes" | "attributes">>;

export function useEditContact(contact: Contact | undefined) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: ContactChange) => patch<Contact>(`/contacts/${contact?.id}`, { ...change, version: contact?.version }),
    onSuccess: (next) => client.setQueryData(["contact", next.id], next),
    onError: (error) => {
      tellProblem(error);
      void client.invalidateQueries({ queryKey: ["contact", contact?.id] });
    },
  });
}
