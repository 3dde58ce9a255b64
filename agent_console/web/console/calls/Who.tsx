import { IconPhoneIncoming, IconPhoneOutgoing } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Face } from "../parts/Face";
import css from "./Calls.module.css";
import { Country, Number } from "./Number";
import type { WithCall } from "./model";
import { countryOf, readable } from "./numbers";

/** With whom: the name leads to the conversation. */
export function Who({ one }: { one: WithCall }) {
  const { t, i18n } = useTranslation();
  const { direction, theirs } = one.call;
  const Icon = direction === "in" ? IconPhoneIncoming : IconPhoneOutgoing;
  return (
    <div className={css.who}>
      <Face id={one.contact.id} name={one.contact.name} size={36} />
      <div className={css.names}>
        <Link to={`/inbox/${one.id}`} className={css.name} dir="auto" data-testid="call-open"><bdi>{readable(one.contact.name)}</bdi></Link>
        <span className={css.number}>
          <Icon size={14} role="img" aria-label={t(`call.direction.${direction}`)} />
          {one.contact.name === theirs ? <><Country value={theirs} /><span>{countryOf(theirs, i18n.language)?.name}</span></> : <Number value={theirs} />}
        </span>
      </div>
    </div>
  );
}
