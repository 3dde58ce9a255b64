import type { Tongue } from "../i18n";
import { nextOpening } from "./hours";
import type { Config } from "./protocol";
import type { Snapshot } from "./line";

export interface Status {
  tone: "here" | "waiting" | "away" | "trouble";
  text: string;
}

/** The line under the title: truthfully whether somebody is there, and what happens if not. */
export function statusLine(snapshot: Snapshot, config: Config, tongue: Tongue, now: Date): Status {
  const { line, presence, timeline } = snapshot;
  if (line === "lost") return { tone: "trouble", text: tongue.say("lost") };
  if (line === "refused") return { tone: "trouble", text: tongue.say("refused") };
  if (!snapshot.started) return { tone: "waiting", text: tongue.say("connecting") };
  const { conversation } = timeline;
  if (conversation?.state === "active" && conversation.agent) {
    return { tone: "here", text: tongue.say("with", { name: conversation.agent.name }) };
  }
  if (!presence?.online) return { tone: "away", text: away(config, tongue, now) };
  const queued = conversation?.state === "queued" || conversation?.state === "offered";
  if (queued) return { tone: "waiting", text: place(presence, tongue) };
  const wait = presence.expected_wait_s;
  if (wait === null || wait === undefined) return { tone: "here", text: tongue.say("online") };
  return { tone: "here", text: tongue.say("online_wait", { wait: tongue.wait(wait) }) };
}

function place(
  presence: { position?: number | null; expected_wait_s?: number | null },
  tongue: Tongue,
): string {
  const { position, expected_wait_s: wait } = presence;
  if (!position) return tongue.say("queued");
  if (wait === null || wait === undefined) return tongue.say("queue", { position });
  return tongue.say("queue_wait", { position, wait: tongue.wait(wait) });
}

function away(config: Config, tongue: Tongue, now: Date): string {
  const opening = nextOpening(config.hours, now);
  if (!opening) return tongue.say("offline");
  return tongue.say("offline_until", { when: tongue.when(opening, now) });
}
