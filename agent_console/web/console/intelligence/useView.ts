import { useMemo, useState } from "react";
import { useSearchParams } from "react-router";
import { serverNow } from "../format/now";
import { dayOf, periodOf } from "./period";

/** What is looked at, kept in the address so that it can be sent to somebody: a period, a queue, a channel. */
export function useView() {
  const [params, setParams] = useSearchParams();
  const [today] = useState(() => dayOf(serverNow()));
  const queue = params.get("queue");
  const channel = params.get("channel");
  const { period, length } = useMemo(() => periodOf(params, Date.parse(today)), [params, today]);
  const change = (next: Record<string, string | null>): void =>
    setParams((old) => {
      const now = new URLSearchParams(old);
      for (const [name, value] of Object.entries(next)) {
        if (value) now.set(name, value);
        else now.delete(name);
      }
      return now;
    }, { replace: true });
  // Where to go on to: what stands in the address of one page stands in the next one's.
  const kept = new URLSearchParams();
  for (const name of ["days", "from", "to", "queue", "channel"]) {
    const value = params.get(name);
    if (value) kept.set(name, value);
  }
  const suffix = kept.size > 0 ? `?${kept.toString()}` : "";
  return { period, length, queue, channel, today, change, suffix };
}

export type View = ReturnType<typeof useView>;
