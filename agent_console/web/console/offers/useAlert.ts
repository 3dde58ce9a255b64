import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Offer } from "../api/types";
import { ring } from "./sound";

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
      const { contact, last_message } = offer.conversation;
      const note = new Notification(t("offer.notification", { name: contact.name }), { body: last_message?.text ?? "", tag: offer.id });
      note.onclick = () => {
        window.focus();
        note.close();
      };
      shown.current.set(offer.id, note);
    }
    document.title = offers.length > 0 ? `(${offers.length}) ${t("offer.title")} – Parley` : "Parley";
  }, [offers, t]);
}
