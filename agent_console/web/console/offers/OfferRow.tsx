import { useTranslation } from "react-i18next";
import type { Offer } from "../api/types";
import { readable } from "../calls/numbers";
import { lastWords } from "../calls/words";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { ChannelIcon } from "../parts/ChannelIcon";
import { PriorityMark } from "../parts/PriorityMark";
import css from "./Offers.module.css";
import { Ring } from "./Ring";

/** A further offer in one line, so that it covers little; a click brings its card to the front. */
export function OfferRow({ offer, onShow }: { offer: Offer; onShow: () => void }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { conversation: one } = offer;
  return (
    <button type="button" className={css.row} onClick={onShow} data-testid="offer-row" data-offer={offer.id}>
      <span className="visually-hidden">{t("offer.show")}</span>
      <ChannelIcon channel={one.channel} size={15} />
      <b dir="auto"><bdi>{readable(one.contact.name)}</bdi></b>
      <PriorityMark priority={one.priority} />
      <span className={css.last} dir="auto">{lastWords(one, t, format, serverNow())}</span>
      <Ring from={offer.offered_at} until={offer.expires_at} size={26} />
    </button>
  );
}
