import type { Offer } from "../api/types";
import type { Known } from "./conversations";

/**
 * Offers with the newest that is known of their conversations: while one stands, the customer may write on and what they
 * wrote is tagged. Returns the same array when nothing of it was newer.
 */
export function upToDate(offers: readonly Offer[], known: Known): readonly Offer[] {
  let changed = false;
  const next = offers.map((offer) => {
    const newest = known.get(offer.conversation.id);
    if (!newest || newest.version <= offer.conversation.version) return offer;
    changed = true;
    return { ...offer, conversation: newest };
  });
  return changed ? next : offers;
}
