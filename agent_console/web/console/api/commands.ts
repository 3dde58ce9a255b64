import { learn } from "../state/live";
import { post } from "./http";
import type { BulkResult, CommandResult } from "./types";

export type CommandName =
  | "reply" | "note" | "resolve" | "reopen" | "pending" | "snooze" | "assign" | "transfer" | "priority" | "labels"
  | "correct" | "read" | "resend" | "take";

/** Carries out one command. Its id makes a repetition harmless, so it may be tried again. */
export async function command(
  conversation: string,
  name: CommandName,
  body: Record<string, unknown> = {},
  keepalive = false,
): Promise<CommandResult> {
  const id = typeof body.id === "string" ? body.id : crypto.randomUUID();
  const payload = name === "read" ? body : { ...body, id };
  const result = await post<CommandResult>(`/conversations/${conversation}/${name}`, payload, { key: id, keepalive });
  if (result?.conversation) learn([result.conversation]);
  return result;
}

export const bulk = (ids: string[], name: CommandName, body: Record<string, unknown>): Promise<BulkResult> =>
  post<BulkResult>("/conversations/bulk", { ids, command: name, ...body });
