/** The conversation as the rows that are drawn: day marks, messages, joined and ended, unsent ones last. */
import type { Queued } from "./outbox";
import type { Attachment, Entry } from "./protocol";
import type { Timeline } from "./timeline";

export type Tick = "waiting" | "sending" | "sent" | "read" | "failed";

export interface MessageRow {
  row: "message";
  key: string;
  seq: number | null;
  mine: boolean;
  author: string;
  at: Date;
  text: string;
  attachments: readonly Attachment[];
  /** Null on messages to the visitor. */
  tick: Tick | null;
  /** Why the server did not take it. */
  reason: string;
  /** The UUID of an unsent one, for resending. */
  id: string | null;
  /** Whether the row before is of the same author, so that the name need not be said again. */
  continued: boolean;
}

export type Row =
  | MessageRow
  | { row: "day"; key: string; at: Date }
  | { row: "joined"; key: string; name: string }
  | { row: "ended"; key: string };

export function rows(timeline: Timeline, queued: readonly Queued[], live: boolean): Row[] {
  const drawn = [
    ...timeline.entries.flatMap((entry) => fromEntry(entry, timeline.readTo)),
    ...queued.flatMap((one) => fromQueue(one, live)),
  ];
  return withDays(drawn);
}

function fromEntry(entry: Entry, readTo: number): Row[] {
  const key = `${entry.conversation}:${String(entry.seq)}`;
  if (entry.kind === "message") {
    const mine = entry.direction === "in";
    const read = entry.seq <= readTo || entry.delivery?.state === "read";
    return [
      {
        row: "message",
        // The row keeps its key when the optimistic one gives way, so that nothing flickers.
        key: entry.command ?? key,
        seq: entry.seq,
        mine,
        author: mine ? "" : entry.author.name,
        at: new Date(entry.at),
        text: entry.text,
        attachments: entry.attachments,
        tick: mine ? (read ? "read" : "sent") : null,
        reason: "",
        id: null,
        continued: false,
      },
    ];
  }
  if (entry.activity === "assigned") {
    const agent = entry.data.agent as { name?: string } | null | undefined;
    return agent?.name ? [{ row: "joined", key, name: agent.name }] : [];
  }
  if (entry.activity === "state" && entry.data.to === "resolved") return [{ row: "ended", key }];
  return [];
}

function fromQueue({ item, state, seq, error }: Queued, live: boolean): MessageRow[] {
  if (item.kind !== "message") return [];
  const ticks = {
    waiting: live ? "sending" : "waiting",
    in_flight: "sending",
    acknowledged: "sent",
    refused: "failed",
  } as const;
  return [
    {
      row: "message",
      key: item.id,
      seq: seq ?? null,
      mine: true,
      author: "",
      at: new Date(item.at),
      text: item.text,
      attachments: item.attachments,
      tick: ticks[state],
      reason: error ? [error.message, error.remedy].filter(Boolean).join(" ") : "",
      id: item.id,
      continued: false,
    },
  ];
}

function withDays(drawn: readonly Row[]): Row[] {
  const marked: Row[] = [];
  let day = "";
  for (const row of drawn) {
    if (row.row !== "message") {
      marked.push(row);
      continue;
    }
    const here = row.at.toDateString();
    if (here !== day) marked.push({ row: "day", key: `day:${here}`, at: row.at });
    day = here;
    const before = marked.at(-1);
    const continued =
      before?.row === "message" && before.mine === row.mine && before.author === row.author;
    marked.push({ ...row, continued });
  }
  return marked;
}
