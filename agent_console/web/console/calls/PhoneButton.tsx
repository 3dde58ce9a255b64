import { IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useKeys } from "../keyboard/useKeys";
import shell from "../app/Shell.module.css";
import css from "./Dial.module.css";
import { usePhoneWords } from "./PhoneLine";
import { openDialPad, useCanCall } from "./dial";

/** Opens the dial pad, from everywhere; its dot tells how my telephone fares. */
export function PhoneButton() {
  const { t } = useTranslation();
  const { now, words, tone } = usePhoneWords();
  const canCall = useCanCall();
  useKeys({ d: canCall ? () => openDialPad() : undefined });
  if (!canCall) return null;
  return (
    <button type="button" className={shell.item} onClick={() => openDialPad()} title={now.state === "none" ? t("call.dial.title") : `${t("call.dial.title")} · ${words}`} data-testid="phone-button" data-state={now.state}>
      <span className={css.sign} aria-hidden>
        <IconPhone size={21} stroke={1.7} />
        {now.state !== "none" && <span className={`${css.dot} ${css.badge}`} data-tone={tone} />}
      </span>
      {t("call.dial.short")}
      {now.state !== "none" && <span className="visually-hidden">{`, ${words}`}</span>}
    </button>
  );
}
