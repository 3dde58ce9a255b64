/** What the visitor's doings look like on the wire, and how its answers are told apart. */
import type { Item } from "./outbox";
import type { ServerError } from "./protocol";

/** The payload of the call that is named like the item's kind. */
export function payload(item: Item): object {
  switch (item.kind) {
    case "message": {
      const { id, text, attachments } = item;
      return attachments.length
        ? { id, text, attachments: attachments.map((a) => a.id) }
        : { id, text };
    }
    case "rate":
      return { id: item.id, score: item.score, ...(item.comment ? { comment: item.comment } : {}) };
    case "end":
      return { id: item.id };
    case "prechat":
      return item.answers;
  }
}

/** The error that an acknowledgement holds, null for a result. */
export function errorOf(answer: unknown): ServerError | null {
  if (typeof answer !== "object" || answer === null || !("error" in answer)) return null;
  return answer.error as ServerError;
}
