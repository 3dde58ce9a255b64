import { IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./Calls.module.css";
import { Number } from "./Number";
import { others, type WithCall } from "./model";
import { readable } from "./numbers";
import type { useOrders } from "./orders";

/** Who else is in the call or being called, each with a way to let them go. */
export function Others({ one, orders }: { one: WithCall; orders: ReturnType<typeof useOrders> }) {
  const { t } = useTranslation();
  const shown = others(one.call).filter((leg) => leg.party !== "consulted");
  if (shown.length === 0) return null;
  return (
    <ul className={css.others} aria-label={t("call.others")}>
      {shown.map((leg) => (
        <li key={leg.id} data-testid="call-other" data-state={leg.state}>
          <b dir="auto">{leg.address && leg.name === leg.address ? <Number value={leg.address} /> : leg.name}</b>
          <span>{t(leg.party === "supervisor" ? "call.supervisor" : leg.state === "in" ? "call.isIn" : "call.isCalled")}</span>
          {leg.party !== "supervisor" && (
            <button type="button" aria-label={t("call.remove", { name: readable(leg.name) })} title={t("call.remove", { name: readable(leg.name) })} disabled={orders.busy === "remove"}
              onClick={() => void orders.run("remove", { leg: leg.id })} data-testid="call-remove"><IconX size={14} /></button>
          )}
        </li>
      ))}
    </ul>
  );
}
