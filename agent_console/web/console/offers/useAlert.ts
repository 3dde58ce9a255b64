import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Offer } from "../api/types";
import { isLive } from "../calls/model";
import { readable } from "../calls/numbers";
import { outcomeInWords } from "../calls/words";
import { ring } from "./sound";

const RING_MS = 3000;

/** Rings and, when the page is not in front, notifies: once for each offer, gone with it. */
export function useAlert(offers: readonly Offer[]): void {
  const { t } = useTranslation();
  const known = useRef(new Set<string>());
  const shown = useRef(new Map<string, Notification>());
  useEffect(() => {
    const ids = new Set(offers.map((one) => one.id));
    for (const [id, note] of shown.current) {
      if (ids.has(id)) continue;
      note.close();
      shown.current.delete(id);
    }
    for (const offer of offers) {
      if (known.current.has(offer.id)) continue;
      known.current.add(offer.id);
      ring();
      if (document.hasFocus() || !("Notification" in window) || Notification.permission !== "granted") continue;
      const { contact, last_message, call } = offer.conversation;
      const note = new Notification(t("offer.notification", { name: readable(contact.name) }), { body: last_message?.text || (call ? (isLive(call) ? t("call.pop.rings", { number: readable(call.theirs) }) : outcomeInWords(call, t)) : ""), tag: offer.id });
      note.onclick = () => {
        window.focus();
        note.close();
      };
      shown.current.set(offer.id, note);
    }
    document.title = offers.length > 0 ? `(${offers.length}) ${t("offer.title")} – Parley` : "Parley";
  }, [offers, t]);
  // A caller waits on the line: it goes on ringing as a telephone does. For a message or a callback it rings once.
  const calls = offers.some(({ conversation: { call } }) => call && isLive(call));
  useEffect(() => {
    if (!calls) return;
    const timer = setInterval(ring, RING_MS);
    return () => clearInterval(timer);
  }, [calls]);
}
