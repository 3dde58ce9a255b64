import type { Entry, Tag, TagKind } from "../api/types";

/** What analysis found in a message, kind by kind; of language and sentiment there is one. */
export interface Found { language: Tag | null; sentiment: Tag | null; watch: Tag[]; intents: Tag[]; keywords: Tag[] }

export const byPerson = (tag: Tag): boolean => tag.source.startsWith("person");

export function foundIn({ tags }: Pick<Entry, "tags">): Found {
  const all = (kind: TagKind): Tag[] => tags.filter((tag, i) => tag.kind === kind && tags.findIndex((other) => other.kind === kind && other.value === tag.value) === i);
  return { language: all("language")[0] ?? null, sentiment: all("sentiment")[0] ?? null, watch: all("watch"), intents: all("intent"), keywords: all("keyword") };
}

/** What the machine said of a kind, which a person's correction stands above; null if it said nothing. */
export const machineTag = ({ machine_tags }: Pick<Entry, "machine_tags">, kind: TagKind): Tag | null => machine_tags.find((tag) => tag.kind === kind) ?? null;

/** The language of the customer's message before this one; empty where there is none, or it is not loaded. */
export function languageBefore(entries: readonly Entry[], seq: number): string {
  const before = entries.findLast((entry) => entry.seq < seq && entry.direction === "in" && entry.tags.some(({ kind }) => kind === "language"));
  return before?.tags.find(({ kind }) => kind === "language")?.value ?? "";
}

/** The line of a timeline by which a person's tag of a message was set: who and when. Null where it is not loaded, or taken back. */
export function correctionIn(entries: readonly Entry[], seq: number, kind: TagKind): Entry | null {
  let stands = null as { entry: Entry; tag: string } | null;
  for (const entry of entries) {
    const { activity, data } = entry;
    if (activity !== "tagged" || !(data.corrected || data.undone) || !Array.isArray(data.targets) || !data.targets.includes(seq)) continue;
    const tag = (Array.isArray(data.tags) ? (data.tags as Tag[]) : []).find((one) => one.kind === kind && byPerson(one));
    // Each line lists all corrections of its message: only the one that brought this value set it.
    const said = tag ? `${tag.source} ${tag.value}` : "";
    if (said !== (stands?.tag ?? "")) stands = said ? { entry, tag: said } : null;
  }
  return stands?.entry ?? null;
}
