import type { WatchList } from "../../api/analysis";
import type { Priority } from "../../api/types";

/** A watch list as its form holds it. */
export interface Draft {
  name: string;
  terms: string[];
  team_id: string | null;
  owner: string | null;
  tag: string;
  priority: Priority | null;
  alert: boolean;
  queue: string | null;
}

const NEW: Draft = { name: "", terms: [], team_id: null, owner: null, tag: "", priority: null, alert: true, queue: null };

export const draftOf = (old: WatchList | null): Draft =>
  old ? { name: old.name, terms: old.terms, team_id: old.team_id, owner: old.owner?.id ?? null, tag: old.tag, priority: old.priority, alert: old.alert, queue: old.queue?.id ?? null } : NEW;

/** The draft as the server takes it. */
export const bodyOf = ({ owner, queue, ...rest }: Draft): object => ({ ...rest, tag: rest.tag.trim(), owner_id: owner, queue_id: queue });
