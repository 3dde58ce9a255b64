import i18n from "i18next";
import { useState } from "react";
import type { CallAction } from "../api/calls";
import { post } from "../api/http";
import { Problem } from "../api/problem";
import type { CommandResult, Conversation } from "../api/types";
import { tellProblem } from "../parts/notify";
import { learn } from "../state/live";

export type Order = Record<string, string | number | boolean | null>;

/** Asks something of a call. Its id makes a repetition harmless. */
export async function order(conversation: string, action: CallAction, more: Order = {}): Promise<CommandResult> {
  const id = crypto.randomUUID();
  const result = await post<CommandResult>(`/conversations/${conversation}/call`, { ...more, id, action }, { key: id });
  if (result.conversation) learn([result.conversation]);
  return result;
}

/** A new matter from one of my lines, or a call back within a conversation. */
export type CallOut = { inbox_id: string; address: string; name?: string } | { conversation_id: string; address: string };

/** Calls somebody: my phone rings first. `id` is the wish's own, so that asking twice calls once. */
export async function callOut(id: string, wish: CallOut): Promise<Conversation> {
  const { conversation } = await post<{ conversation: Conversation }>("/calls", { ...wish, id }, { key: id }).catch((error: unknown) => {
    // The server's sentence speaks of an agent who was chosen; here that is who calls.
    if (error instanceof Problem && error.code === "claim_lost") throw new Problem(error.status, { code: error.code, detail: i18n.t("call.dial.full"), remedy: i18n.t("call.dial.fullRemedy") });
    throw error;
  });
  learn([conversation]);
  return conversation;
}

/** Orders to one call, with which of them is on its way; what goes wrong is told. */
export function useOrders(conversation: string) {
  const [busy, setBusy] = useState<CallAction | null>(null);
  const run = async (action: CallAction, more: Order = {}): Promise<boolean> => {
    setBusy(action);
    try {
      await order(conversation, action, more);
      return true;
    } catch (error) {
      tellProblem(error);
      return false;
    } finally {
      setBusy(null);
    }
  };
  return { run, busy };
}
