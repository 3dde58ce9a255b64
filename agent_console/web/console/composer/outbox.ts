import { command } from "../api/commands";
import { Problem } from "../api/problem";
import type { Attachment } from "../api/types";
import { tellProblem } from "../parts/notify";
import { fill } from "../socket/catchup";
import { connection, conversations, timelineOf } from "../state/live";
import { loadScheduled } from "../state/scheduled";
import { createStore } from "../state/store";
import type { MailBody } from "../mail/types";
import type { Mode } from "./focus";

/**
 * What was written and is not yet on the timeline. A reply is held for a few seconds, so that it can
 * be taken back; without network it waits. It outlives a reload, and its id makes trying again harmless.
 */
export interface Pending {
  id: string;
  conversation: string;
  mode: Mode;
  text: string;
  attachments: Attachment[];
  mentions: string[];
  resolve: boolean;
  sendAt: string | null;
  /** How it goes out by mail; none on other channels. */
  mail?: MailBody | null;
  /** Milliseconds since the epoch, our clock: until then it can be taken back. */
  heldUntil: number;
  state: "held" | "sending" | "waiting" | "sent" | "refused";
  problem: string;
}

/** Milliseconds for which a reply can be taken back, if somebody has chosen it in their profile. */
export const hold = createStore<number | null>(((kept) => (kept === null ? null : Number(kept) || 0))(localStorage.getItem("parley.hold")));
hold.subscribe(() => {
  const chosen = hold.get();
  if (chosen === null) localStorage.removeItem("parley.hold");
  else localStorage.setItem("parley.hold", String(chosen));
});
/** Until somebody chooses, a mail waits for so long; a live chat should not wait by itself. */
export const MAIL_HOLD_MS = 5000;
const KEY = "parley.outbox";
const RETRY_MS = 4000;

const remembered = (): Pending[] => {
  try {
    const items = JSON.parse(localStorage.getItem(KEY) ?? "[]") as Pending[];
    return items.map((one) => (one.state === "refused" ? one : { ...one, state: "waiting" }));
  } catch {
    return [];
  }
};

export const outbox = createStore<readonly Pending[]>([]);
const timers = new Map<string, ReturnType<typeof setTimeout>>();
const change = (id: string, part: Partial<Pending>): void =>
  outbox.set((all) => all.map((one) => (one.id === id ? { ...one, ...part } : one)));
const find = (id: string): Pending | undefined => outbox.get().find((one) => one.id === id);

export function discard(id: string): Pending | undefined {
  clearTimeout(timers.get(id));
  const item = find(id);
  outbox.set((all) => all.filter((one) => one.id !== id));
  return item;
}

export function send(item: Omit<Pending, "state" | "problem" | "heldUntil">): void {
  const held = item.mode === "reply" && !item.sendAt ? (hold.get() ?? (item.mail ? MAIL_HOLD_MS : 0)) : 0;
  const pending: Pending = { ...item, heldUntil: Date.now() + held, state: "held", problem: "" };
  outbox.set((all) => [...all, pending]);
  timers.set(item.id, setTimeout(() => void deliver(item.id), held));
}

const body = (one: Pending): Record<string, unknown> => ({
  id: one.id,
  text: one.text,
  attachments: one.attachments.map((file) => file.id),
  ...(one.mode === "note" ? { mentions: one.mentions } : { ...(one.resolve && { resolve: true }), ...(one.sendAt && { send_at: one.sendAt }), ...(one.mail && { mail: one.mail }) }),
});

export async function deliver(id: string, keepalive = false): Promise<void> {
  const item = find(id);
  if (!item || item.state === "sending" || item.state === "sent") return;
  clearTimeout(timers.get(id));
  // Replies of one conversation leave in the order in which they were written.
  const before = outbox.get().find((one) => one.conversation === item.conversation && one.state !== "sent" && one.state !== "refused");
  if (before && before.id !== id && !keepalive) {
    timers.set(id, setTimeout(() => void deliver(id), 300));
    return;
  }
  change(id, { state: "sending" });
  try {
    // Whoever answers what is closed means to take it up again.
    const closed = conversations.get().get(item.conversation)?.category === "closed";
    if (closed && item.mode === "reply") await command(item.conversation, "reopen", {});
    const { seq } = await command(item.conversation, item.mode, body(item), keepalive);
    change(id, { state: "sent" });
    if (item.sendAt) await loadScheduled(item.conversation).catch(() => undefined).then(() => discard(id));
    else await settle(item, seq);
  } catch (error) {
    if (error instanceof Problem && error.passing) {
      change(id, { state: "waiting" });
      timers.set(id, setTimeout(() => void deliver(id), RETRY_MS));
      return;
    }
    change(id, { state: "refused", problem: error instanceof Problem ? `${error.message} ${error.remedy}`.trim() : String(error) });
    tellProblem(error);
  }
}

/** Keeps the row until its twin stands on the timeline, and asks for it when no push brings it. */
async function settle(item: Pending, seq: number): Promise<void> {
  const there = (): boolean => timelineOf(item.conversation).entries.some((one) => one.seq === seq);
  await new Promise((done) => setTimeout(done, there() ? 0 : 800));
  if (!there() && timelineOf(item.conversation).entries.length > 0) await fill(item.conversation).catch(() => undefined);
  discard(item.id);
}

/** Starts with what an earlier visit left, sends on reconnect, and lets nothing held die with the tab. */
export function startOutbox(): () => void {
  outbox.set(remembered());
  const sendAll = (): void => {
    for (const one of outbox.get()) if (one.state === "waiting") void deliver(one.id);
  };
  const flush = (): void => {
    for (const one of outbox.get()) if (one.state === "held" || one.state === "waiting") void deliver(one.id, true);
  };
  const ends = [
    outbox.subscribe(() => localStorage.setItem(KEY, JSON.stringify(outbox.get().filter((one) => one.state !== "sent")))),
    connection.subscribe(() => connection.get() === "online" && sendAll()),
  ];
  window.addEventListener("pagehide", flush);
  sendAll();
  return () => {
    window.removeEventListener("pagehide", flush);
    flush();
    for (const end of ends) end();
  };
}
