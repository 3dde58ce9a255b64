import { IconPhoneIncoming, IconPhoneOutgoing } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Face } from "../parts/Face";
import css from "./Calls.module.css";
import { Number } from "./Number";
import type { WithCall } from "./model";

/** With whom: the name leads to the conversation. */
export function Who({ one }: { one: WithCall }) {
  const { t } = useTranslation();
  const { direction, theirs } = one.call;
  const Icon = direction === "in" ? IconPhoneIncoming : IconPhoneOutgoing;
  return (
    <div className={css.who}>
      <Face id={one.contact.id} name={one.contact.name} size={36} />
      <div className={css.names}>
        <Link to={`/inbox/${one.id}`} className={css.name} dir="auto" data-testid="call-open">{one.contact.name}</Link>
        <span className={css.number}>
          <Icon size={14} role="img" aria-label={t(`call.direction.${direction}`)} />
          <Number value={theirs} />
        </span>
      </div>
    </div>
  );
}
