import i18n from "i18next";
import { type CommandName, bulk, command } from "../api/commands";
import type { Conversation, Priority, Ref } from "../api/types";
import { isSpeaking } from "../calls/model";
import { tellDone, tellProblem } from "../parts/notify";
import { conversations } from "../state/live";

/** What can be done with one conversation or many: carried out, told, and undone where that is possible. */
const known = (ids: string[]): Conversation[] =>
  ids.flatMap((id) => conversations.get().get(id) ?? []);

async function run(ids: string[], name: CommandName, body: Record<string, unknown>): Promise<string[]> {
  const [only] = ids;
  if (ids.length === 1 && only) {
    await command(only, name, body);
    return ids;
  }
  const { results } = await bulk(ids, name, body);
  const failed = results.filter((one) => !one.ok);
  if (failed.length > 0) tellDone(i18n.t("done.someFailed", { count: failed.length }));
  return results.filter((one) => one.ok).map((one) => one.id);
}

async function told(ids: string[], work: () => Promise<string[]>, message: string, undo?: (ids: string[]) => Promise<unknown>): Promise<boolean> {
  if (ids.length === 0) return false;
  try {
    const done = await work();
    if (done.length > 0) tellDone(message, undo && (() => undo(done)));
    return true;
  } catch (error) {
    tellProblem(error);
    return false;
  }
}

const each = (ids: string[], name: CommandName, body: Record<string, unknown> = {}): Promise<unknown> =>
  Promise.all(ids.map((id) => command(id, name, body)));

export const resolve = (given: string[]): Promise<boolean> => {
  // Closing a matter ends its call: with somebody on the line, that takes hanging up, and no slip of a key.
  const live = new Set(known(given).flatMap((one) => (one.call && isSpeaking(one.call) ? one.id : [])));
  const ids = given.filter((id) => !live.has(id));
  if (live.size > 0) tellDone(i18n.t("call.hangUpFirst"));
  return told(ids, () => run(ids, "resolve", {}), i18n.t("done.resolved", { count: ids.length }), (done) => each(done, "reopen"));
};

export const reopen = (ids: string[]): Promise<boolean> =>
  told(ids, () => each(ids, "reopen").then(() => ids), i18n.t("done.reopened"), (done) => each(done, "resolve"));

export const pending = (ids: string[]): Promise<boolean> =>
  told(ids, () => each(ids, "pending").then(() => ids), i18n.t("done.pending"), giveBack(ids));

export const snooze = (ids: string[], until: Date): Promise<boolean> =>
  told(ids, () => run(ids, "snooze", { until: until.toISOString() }), i18n.t("done.snoozed", { count: ids.length }),
    giveBack(ids));

/** The way back out of waiting: to whoever had it, or to its queue. */
function giveBack(ids: string[]): () => Promise<unknown> {
  const before = known(ids).map((one): [string, string | null] => [one.id, one.agent?.id ?? null]);
  return () => Promise.all(before.map(([id, agent]) => command(id, "assign", { agent })));
}

export function assign(ids: string[], agent: Ref | null): Promise<boolean> {
  const message = agent ? i18n.t("done.assigned", { name: agent.name }) : i18n.t("done.unassigned");
  return told(ids, () => run(ids, "assign", { agent: agent?.id ?? null }), message, giveBack(ids));
}

export const take = (id: string): Promise<boolean> =>
  told([id], () => run([id], "take", {}), i18n.t("done.taken"));

export const transfer = (ids: string[], queue: Ref, agent: Ref | null, reason: string): Promise<boolean> =>
  told(ids, () => run(ids, "transfer", { queue: queue.id, ...(agent && { agent: agent.id }), ...(reason && { reason }) }),
    i18n.t("done.transferred", { name: queue.name }));

export function setPriority(ids: string[], priority: Priority): Promise<boolean> {
  const before = known(ids).map((one): [string, Priority] => [one.id, one.priority]);
  return told(ids, () => run(ids, "priority", { priority }), i18n.t("done.priority", { priority: i18n.t(`priority.${priority}`) }), () =>
    Promise.all(before.map(([id, old]) => command(id, "priority", { priority: old }))),
  );
}

export const setLabels = (ids: string[], add: string[], remove: string[]): Promise<boolean> =>
  told(ids, () => run(ids, "labels", { add, remove }), i18n.t("done.labels"), (done) =>
    each(done, "labels", { add: remove, remove: add }),
  );
