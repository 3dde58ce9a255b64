import { Popover } from "@mantine/core";
import { IconGridDots } from "@tabler/icons-react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { tellProblem } from "../parts/notify";
import { Act } from "./Act";
import css from "./Calls.module.css";
import { Keys, isKey } from "./Keys";
import type { WithCall } from "./model";
import { order } from "./orders";

/** Keys pressed within so many milliseconds go out together, in their order. */
const TOGETHER_MS = 250;

/** The keys of a telephone, for menus of others: pressed or typed. What was pressed is shown while it is open. */
export function Keypad({ one, open, onOpen }: { one: WithCall; open: boolean; onOpen: (open: boolean) => void }) {
  const { t } = useTranslation();
  const [pressed, setPressed] = useState("");
  const waiting = useRef("");
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef<Promise<unknown>>(Promise.resolve());
  useEffect(() => {
    if (!open) setPressed("");
  }, [open]);
  const press = (key: string): void => {
    setPressed((old) => old + key);
    waiting.current += key;
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const tones = waiting.current;
      waiting.current = "";
      sent.current = sent.current.then(() => order(one.id, "tones", { tones })).catch(tellProblem);
    }, TOGETHER_MS);
  };
  // From the moment it is open, typed keys are its own, and not the list's.
  const latest = useRef(press);
  const close = useRef(onOpen);
  useEffect(() => {
    latest.current = press;
    close.current = onOpen;
  });
  useLayoutEffect(() => {
    if (!open) return;
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || (event.key !== "Escape" && !isKey(event.key))) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.key === "Escape") close.current(false);
      else if (!event.repeat) latest.current(event.key);
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [open]);
  return (
    <Popover opened={open} onChange={onOpen} trapFocus returnFocus withRoles={false} position="bottom" shadow="md" width={236}>
      <Popover.Target>
        <Act icon={IconGridDots} label={t("call.keypad")} keys="D" expanded={open} onClick={() => onOpen(!open)} testId="call-keypad" />
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("call.keypad")}>
        <output className={css.pressed} aria-label={t("call.pressed")} data-testid="keypad-pressed" data-empty={!pressed || undefined}>{pressed || t("call.keypadHint")}</output>
        <Keys onPress={press} />
      </Popover.Dropdown>
    </Popover>
  );
}
