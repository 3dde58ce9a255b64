import { Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { useStore } from "../state/store";
import { askMicrophone } from "./browserPhone";
import css from "./Dial.module.css";
import { readable } from "./numbers";
import { type PhoneNow, phone, toneOf } from "./phone";

/** How my telephone fares, in a word; its address where it has one. */
export function usePhoneWords(): { now: PhoneNow; words: string; tone: ReturnType<typeof toneOf> } {
  const { t } = useTranslation();
  const now = useStore(phone, (value) => value);
  return { now, words: t(`call.phone.${now.state}`, { address: readable(now.address) }), tone: toneOf(now.state) };
}

/** The same as a line, with what to do about it. */
export function PhoneLine() {
  const { t } = useTranslation();
  const { now, words, tone } = usePhoneWords();
  if (now.state === "none") return null;
  const remedy = now.remedy || (["denied", "ask", "no_microphone", "unsupported", "insecure", "offline", "demo"].includes(now.state) ? t(`call.remedy.${now.state}`) : "");
  return (
    <div className={css.line} role="status" data-testid="phone-line" data-state={now.state}>
      <span className={css.dot} data-tone={tone} aria-hidden />
      <span>{[now.detail || words, remedy].filter(Boolean).map((one) => (/[.!?]$/.test(one) ? one : `${one}.`)).join(" ")}</span>
      {now.state === "ask" && (
        <Button size="compact-xs" variant="light" onClick={() => void askMicrophone().then((state) => phone.set((old) => ({ ...old, state })))} data-testid="phone-allow">{t("call.allowMicrophone")}</Button>
      )}
    </div>
  );
}
