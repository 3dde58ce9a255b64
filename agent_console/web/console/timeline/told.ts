import type { Entry } from "../api/types";

/** By what an activity is overtaken: an offer by how it ended, a phone that rings by its being answered. */
const key = ({ activity, data }: Entry): string => {
  if (activity === "offered" || activity === "offer_ended") return `offer ${String(data.offer)}`;
  const call = Array.isArray(data.targets) ? String(data.targets[0]) : "";
  if (data.event === "connecting" || data.event === "answered") return `phone ${call} ${agentOf(data.agent)}`;
  return `menu ${call}`;
};
const agentOf = (agent: unknown): string => (agent && typeof agent === "object" && "id" in agent ? String(agent.id) : "");

const overtakes = ({ activity, data }: Entry): boolean =>
  activity === "offer_ended" || (activity === "call" && (data.event === "answered" || (data.event === "queued" && Boolean(data.chosen))));
const overtaken = ({ activity, data }: Entry): boolean =>
  activity === "offered" || (activity === "call" && (data.event === "connecting" || data.event === "menu"));
/** That it was accepted is told by the line after it: who took the conversation. */
const doubled = ({ activity, data }: Entry): boolean => activity === "offer_ended" && data.outcome === "accepted";

/** The entries without those activities that a later one tells again: each step is one line. */
export function toldOnce(entries: readonly Entry[]): Entry[] {
  const later = new Set<string>();
  const kept: Entry[] = [];
  for (const entry of entries.toReversed()) {
    const activity = entry.kind === "activity";
    if (activity && overtakes(entry)) later.add(key(entry));
    if (activity && (doubled(entry) || (overtaken(entry) && later.delete(key(entry))))) continue;
    kept.push(entry);
  }
  return kept.reverse();
}
