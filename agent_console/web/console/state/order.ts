/** The rows shown, and how many newer ones are held back. */
export interface Shown { ids: readonly string[]; held: number }

/**
 * Keeps rows where they are while somebody points at the list: `shown` stays as it is, rows that
 * left stay too, and new rows are held back and counted. Not frozen, the wanted order is shown.
 * Rows behind the last one shown (a further page) are appended at once, for they move nothing.
 */
export function settle(shown: readonly string[], wanted: readonly string[], frozen: boolean): Shown {
  if (!frozen || shown.length === 0) return { ids: wanted, held: 0 };
  const there = new Set(shown);
  const lastKept = wanted.findLastIndex((id) => there.has(id));
  const tail = wanted.slice(lastKept + 1);
  const held = wanted.slice(0, lastKept + 1).filter((id) => !there.has(id)).length;
  const ids = tail.length > 0 && lastKept >= 0 ? [...shown, ...tail] : shown;
  return { ids, held: lastKept >= 0 ? held : tail.length };
}
