import type { QueryClient } from "@tanstack/react-query";
import type { Conversation, Entry, Iso, Offer, QueueStats, Ref, Seat } from "../api/types";
import { learnAlert } from "../intelligence/alerting";
import type { Alert } from "../intelligence/types";
import * as live from "../state/live";
import { scheduleChanged } from "../state/scheduled";
import { holeAfter } from "../state/timeline";
import { learnMonitored } from "../supervisor/calls/monitoring";
import { catchUp, fill, rememberCursor } from "./catchup";
import { NAMED, renew, renewAll } from "./renaming";
import { socket } from "./wire";

interface Hello { agent: Ref; server_time: Iso; offers: Offer[]; cursor: string }
interface Typing { conversation: string; author: "contact" | "agent"; agent: Ref | null; on: boolean }

/** How long without a socket before the screen says so: a blink of the network needs no words. */
const LOST_AFTER_MS = 1500;

/** The figures of the views are asked for again at most this often, however much happens. */
const RECOUNT_MS = 2500;

/** Connects, and lets every event into the stores. Returns how to end it. */
export function connect(client: QueryClient, me: string): () => void {
  let lost: ReturnType<typeof setTimeout> | undefined;
  let before = false;
  let recount: ReturnType<typeof setTimeout> | undefined;

  socket.on("hello", (hello: Hello) => {
    clearTimeout(lost);
    live.clockOffset.set(Date.parse(hello.server_time) - Date.now());
    live.startOffers(hello.offers);
    rememberCursor(hello.cursor);
    live.connection.set("online");
    void catchUp();
    if (before) {
      void client.invalidateQueries();
      void renewAll();
    }
    before = true;
  });
  socket.on("disconnect", () => {
    clearTimeout(lost);
    lost = setTimeout(() => live.connection.set("lost"), LOST_AFTER_MS);
    // The server ends a connection for good only when the session is over; /me then says so.
    void client.invalidateQueries({ queryKey: ["me"] });
  });
  socket.on("connect_error", () => {
    live.connection.set("lost");
    if (!socket.active) setTimeout(() => socket.connect(), 4000);
  });
  socket.on("conversation", (one: Conversation) => {
    live.learn([one]);
    recount ??= setTimeout(() => {
      recount = undefined;
      void client.invalidateQueries({ queryKey: ["counts"] });
      void client.invalidateQueries({ queryKey: ["calls", "monitoring"] });
    }, RECOUNT_MS);
  });
  socket.on("entry", (entry: Entry) => {
    const timeline = live.learnEntries(entry.conversation, [entry]);
    if (timeline && holeAfter(timeline) !== null) void fill(entry.conversation).catch(() => undefined);
    if (entry.author.type === "contact") live.setContactTyping(entry.conversation, false);
    if (entry.activity === "contact" || entry.activity === "consent") void client.invalidateQueries({ queryKey: ["contact", entry.contact] });
  });
  socket.on("offer", (offer: Offer) => live.learnOffers([offer]));
  socket.on("offer_withdrawn", (gone: { id: string }) => live.forgetOffer(gone.id));
  socket.on("agent", (seat: Seat) => live.learnSeats([seat]));
  socket.on("queue", (stats: QueueStats) => live.learnQueues([stats]));
  socket.on("monitoring", learnMonitored);
  socket.on("typing", (sign: Typing) => {
    if (sign.author === "contact") live.setContactTyping(sign.conversation, sign.on);
    else if (sign.agent && sign.agent.id !== me) live.setWriting(sign.conversation, sign.agent, sign.on);
  });
  socket.on("watching", (seen: { conversation: string; agents: live.Watcher[] }) =>
    live.watching.set((all) => new Map(all).set(seen.conversation, seen.agents.filter((one) => one.id !== me))),
  );
  socket.on("visitor", (seen: { conversation: string } & live.Visitor) =>
    live.visitors.set((all) => new Map(all).set(seen.conversation, seen)),
  );
  socket.on("scheduled", (changed: { conversation: string }) => scheduleChanged(changed.conversation));
  socket.on("alert", (alert: Alert) => learnAlert(client, alert));
  socket.on("settings", (changed: { kind: string; id: string }) => {
    void client.invalidateQueries({ queryKey: ["settings"] });
    if (NAMED.has(changed.kind)) void renew(changed.id);
  });
  socket.connect();

  const wake = (): void => void (document.visibilityState === "visible" && !socket.connected && socket.connect());
  document.addEventListener("visibilitychange", wake);
  window.addEventListener("online", wake);
  return () => {
    clearTimeout(lost);
    clearTimeout(recount);
    document.removeEventListener("visibilitychange", wake);
    window.removeEventListener("online", wake);
    socket.removeAllListeners();
    socket.disconnect();
  };
}
