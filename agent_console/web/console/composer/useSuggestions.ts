import { useState } from "react";
import type { Conversation } from "../api/types";
import { useMe } from "../app/session";
import { useSeats } from "../presence/useMySeat";
import { useCanned } from "../settings/lists";
import type { Mode } from "./focus";
import { type Suggestion, askedFor, matchCanned, matchPeople } from "./suggest";

/** A key press, of React or of the page. */
type Key = Pick<KeyboardEvent, "key" | "preventDefault" | "stopPropagation">;

/** Canned answers on `/`, colleagues on `@` in a note, chosen by arrows and Enter. */
export function useSuggestions(one: Conversation, mode: Mode, text: string, caret: number, replace: (from: number, to: number, by: string) => void) {
  const me = useMe();
  const canned = useCanned().data ?? [];
  const seats = useSeats();
  const [at, setAt] = useState(0);
  const [closedAt, setClosedAt] = useState(-1);
  const asked = askedFor(text, caret);
  const first = (name: string): string => name.split(" ")[0] ?? name;
  let items: Suggestion[] = [];
  if (asked && asked.from !== closedAt) {
    if (asked.sign === "/") items = matchCanned(canned, asked.word, { contact: first(one.contact.name), agent: first(me.user.name) });
    else if (mode === "note") items = matchPeople(seats.map((seat) => seat.agent).filter((agent) => agent.id !== me.user.id), asked.word);
  }
  const index = Math.min(at, items.length - 1);
  const choose = (item: Suggestion): void => {
    if (asked) replace(asked.from, caret, item.insert);
    setAt(0);
  };
  const onKey = (event: Key): boolean => {
    const item = items[index];
    if (!item || !asked) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      setAt((index + (event.key === "ArrowDown" ? 1 : items.length - 1)) % items.length);
    } else if (event.key === "Enter" || event.key === "Tab") choose(item);
    else if (event.key === "Escape") setClosedAt(asked.from);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  return { items, index, choose, onKey };
}
