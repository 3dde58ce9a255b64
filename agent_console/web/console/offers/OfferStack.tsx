import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { post } from "../api/http";
import type { Conversation, Offer } from "../api/types";
import { isTaken } from "../keyboard/keys";
import { tellProblem } from "../parts/notify";
import { forgetOffer, learn, offers as store } from "../state/live";
import { useStore } from "../state/store";
import { OfferCard } from "./OfferCard";
import css from "./Offers.module.css";
import { useAlert } from "./useAlert";

/** The offers held out to me; the first one is taken by Enter, or by Mod+Shift+Enter while writing. */
export function OfferStack() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const offers = useStore(store, (value) => value);
  const [busy, setBusy] = useState("");
  useAlert(offers);
  const first = offers[0];

  const answer = async (offer: Offer, work: () => Promise<unknown>): Promise<void> => {
    setBusy(offer.id);
    try {
      await work();
      forgetOffer(offer.id);
    } catch (error) {
      tellProblem(error);
      // Gone in the meantime; any other trouble (a lost network) leaves the card to try again.
      if (error instanceof Error && "code" in error && error.code === "offer_gone") forgetOffer(offer.id);
    } finally {
      setBusy("");
    }
  };
  const accept = (offer: Offer): void =>
    void answer(offer, async () => {
      const { conversation } = await post<{ conversation: Conversation }>(`/offers/${offer.id}/accept`);
      learn([conversation]);
      await navigate(`/inbox/${conversation.id}`);
    });
  const decline = (offer: Offer, reason: string): void =>
    void answer(offer, () => post(`/offers/${offer.id}/decline`, { reason }));

  useEffect(() => {
    if (!first) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || event.repeat) return;
      const always = (event.ctrlKey || event.metaKey) && event.shiftKey;
      if (!always && (event.shiftKey || event.ctrlKey || event.metaKey || isTaken(event))) return;
      event.preventDefault();
      accept(first);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <div className={css.stack} role="region" aria-label={t("offer.region")}>
      <span className="visually-hidden" role="alert">{first && t("offer.notification", { name: first.conversation.contact.name })}</span>
      {offers.slice(0, 3).map((offer) => (
        <OfferCard key={offer.id} offer={offer} busy={busy === offer.id} onAccept={() => accept(offer)} onDecline={(reason) => decline(offer, reason)} />
      ))}
    </div>
  );
}
