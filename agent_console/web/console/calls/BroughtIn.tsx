import { Button } from "@mantine/core";
import { IconPhone, IconPhoneOff } from "@tabler/icons-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { ring } from "../offers/sound";
import { useStore } from "../state/store";
import css from "./Calls.module.css";
import { Who } from "./Who";
import type { WithCall } from "./model";
import { ringing, speaking } from "./phone";

const RING_MS = 3000;

/** A colleague's call that I am asked into: who asks, about whom; taken or declined here if this browser rings. */
export function BroughtIn({ one, user }: { one: WithCall; user: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const now = useNow();
  const rings = useStore(ringing, (value) => value);
  const line = useStore(speaking, (value) => value);
  const mine = one.call.legs.find((leg) => leg.user_id === user);
  const isIn = mine?.state === "in";
  const asks = one.agent?.name ?? "";
  useEffect(() => {
    if (!rings) return;
    ring();
    const timer = setInterval(ring, RING_MS);
    return () => clearInterval(timer);
  }, [rings]);
  const words = isIn ? t(mine.party === "consulted" ? "call.brought.speaks" : "call.brought.in", { name: asks }) : t("call.brought.asks", { name: asks });
  return (
    <div className={css.bar} data-testid="brought-in" data-state={isIn ? "talking" : "connecting"}>
      <div className={css.row}>
        <Who one={one} />
        <div className={css.clocks}>
          <span className={css.words} role="status">{words}</span>
          {mine && <span className={`${css.times} tabular`}>{isIn ? format.duration((now - Date.parse(mine.since)) / 1000) : t("call.waits.our_phone_rings")}</span>}
        </div>
        <div className={css.acts}>
          {!isIn && rings && (
            <>
              <Button leftSection={<IconPhone size={17} />} color="green.9" onClick={rings.accept} data-testid="brought-accept">{t("call.brought.accept")}</Button>
              <Button variant="default" ms={8} onClick={rings.reject} data-testid="brought-decline">{t("offer.decline")}</Button>
            </>
          )}
          {isIn && line && (
            <button type="button" className={css.hangUp} onClick={line.hangUp}><IconPhoneOff size={18} aria-hidden />{t("call.leave")}</button>
          )}
        </div>
      </div>
    </div>
  );
}
