import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useNavigate } from "react-router";
import { post } from "../api/http";
import type { Conversation, Offer } from "../api/types";
import { useIsPhone } from "../app/Shell";
import { readable } from "../calls/numbers";
import { useFormat } from "../format/time";
import { isTaken } from "../keyboard/keys";
import { tellProblem } from "../parts/notify";
import { forgetOffer, learn, offers as store } from "../state/live";
import { useStore } from "../state/store";
import { OfferCard } from "./OfferCard";
import { OfferRow } from "./OfferRow";
import css from "./Offers.module.css";
import { useAlert } from "./useAlert";
import { useCovered } from "./useCovered";

/** So many further offers get a line of their own; of more, only the number is told. */
const ROWS = 3;

/**
 * The offers held out to me: one card in front, the others in a line each (on a phone: their number),
 * so that the work below stays usable. Enter takes the one in front, Mod+Shift+Enter does while writing.
 */
export function OfferStack() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const format = useFormat();
  const phone = useIsPhone();
  const { pathname } = useLocation();
  const box = useRef<HTMLDivElement>(null);
  const offers = useStore(store, (value) => value);
  const [busy, setBusy] = useState("");
  const [front, setFront] = useState("");
  useAlert(offers);
  useCovered(box);
  const first = offers.find((one) => one.id === front) ?? offers[0];
  const others = offers.filter((one) => one !== first);
  const next = offers[(first ? offers.indexOf(first) + 1 : 0) % Math.max(1, offers.length)];
  const rows = phone ? [] : others.slice(0, ROWS);
  const more = others.length - rows.length;

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
      if (!always && (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || isTaken(event))) return;
      event.preventDefault();
      accept(first);
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  });

  return (
    <div className={css.stack} ref={box} role="region" aria-label={t("offer.region")} data-over={/^\/inbox\/.+/.test(pathname) ? "conversation" : undefined}>
      <span className="visually-hidden" role="alert">{first && t("offer.notification", { name: readable(first.conversation.contact.name) })}</span>
      {rows.map((offer) => <OfferRow key={offer.id} offer={offer} onShow={() => setFront(offer.id)} />)}
      {first && <OfferCard key={first.id} offer={first} busy={busy === first.id} onAccept={() => accept(first)} onDecline={(reason) => decline(first, reason)} />}
      {more > 0 && next && (
        <button type="button" className={css.more} onClick={() => setFront(next.id)} data-testid="offer-more">{t("offer.more", { count: more, n: format.number(more) })}</button>
      )}
    </div>
  );
}
