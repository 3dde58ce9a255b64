import { Button, Chip, Group, Textarea } from "@mantine/core";
import { IconCheck, IconClockPlus } from "@tabler/icons-react";
import { type KeyboardEvent, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useIsPhone } from "../app/Shell";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { isTaken } from "../keyboard/keys";
import { tellDone } from "../parts/notify";
import css from "./Calls.module.css";
import { Who } from "./Who";
import { type WithCall, talked } from "./model";
import { useOrders } from "./orders";
import { useWrapUpDraft } from "./wrapUp";

const MORE_S = 60;
/** With so little left, what is being written asks for more time by itself. */
const SAVE_S = 10;

/** What the call was about: in place of the bar until it is sent, or the time for it is over. */
export function WrapUp({ one, front }: { one: WithCall; /** Whether the keys are this one's. */ front: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const phone = useIsPhone();
  const now = useNow();
  const box = useRef<HTMLFormElement>(null);
  const { run, busy } = useOrders(one.id);
  const { draft, change, dirty } = useWrapUpDraft(one);
  const { call } = one;
  const { dispositions } = call.plan;
  const left = call.wrap_up_until ? Math.max(0, (Date.parse(call.wrap_up_until) - now) / 1000) : 0;
  const short = left <= SAVE_S;

  // What is being written is not cut off: the time is put off as long as somebody writes.
  const writing = useRef(false);
  const asked = useRef(0);
  useEffect(() => {
    if (!short || !dirty || !writing.current || asked.current === Math.floor(left)) return;
    asked.current = Math.floor(left);
    writing.current = false;
    void run("more_time", { seconds: MORE_S });
  }, [short, dirty, left, run]);

  const done = (resolve: boolean): void =>
    void run("wrap_up", { disposition: draft.disposition, note: draft.note.trim(), resolve }).then((sent) => sent && tellDone(t(resolve ? "call.wrap.done" : "call.wrap.kept")));
  const write = (more: Partial<typeof draft>): void => {
    writing.current = true;
    change(more);
  };
  const latest = useRef({ done, write });
  useEffect(() => void (latest.current = { done, write }));
  useEffect(() => {
    if (!front) return;
    const onKey = (event: globalThis.KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
      const chosen = dispositions[Number(event.key) - 1];
      if (/^[1-9]$/.test(event.key) && chosen) latest.current.write({ disposition: chosen });
      else if (event.key === "n") box.current?.querySelector("textarea")?.focus();
      else return;
      event.preventDefault();
    };
    window.addEventListener("keydown", onKey, true);
    return () => window.removeEventListener("keydown", onKey, true);
  }, [front, dispositions]);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey || event.altKey)) return;
    event.preventDefault();
    event.stopPropagation();
    done(!event.altKey);
  };

  return (
    <form ref={box} className={css.wrap} data-phone={phone || undefined} aria-label={t("call.wrap.title", { name: one.contact.name })} data-testid="wrap-up" onKeyDown={onKey}
      onSubmit={(event) => { event.preventDefault(); done(true); }}>
      <div className={css.row}>
        <Who one={one} />
        <div className={css.clocks}>
          <span className={css.words} role="status">{t("call.state.wrap_up")}</span>
          <span className={css.times}><span className="tabular">{t("call.talked", { time: format.duration(talked(call, now)) })}</span></span>
        </div>
        <div className={css.left} data-short={short || undefined}>
          <span className="tabular" role="timer" aria-label={t("call.wrap.left", { time: format.duration(left) })} data-testid="wrap-up-left">{t("call.wrap.left", { time: format.duration(left) })}</span>
          <Button variant="default" size="compact-sm" leftSection={<IconClockPlus size={15} />} loading={busy === "more_time"} onClick={() => void run("more_time", { seconds: Math.ceil(left) + MORE_S })} data-testid="wrap-up-more">{t("call.wrap.more")}</Button>
        </div>
      </div>
      <div className={css.form}>
        {dispositions.length > 0 && (
          <Chip.Group value={draft.disposition} onChange={(value) => write({ disposition: value })}>
            <div className={css.chips} role="radiogroup" aria-label={t("call.wrap.about")}>
              {dispositions.map((name, i) => (
                <Chip key={name} value={name} size="sm" radius="md" data-testid="disposition">
                  {i < 9 && !phone && <span className={css.digit} aria-hidden>{format.number(i + 1)}</span>}<span dir="auto">{name}</span>
                </Chip>
              ))}
            </div>
          </Chip.Group>
        )}
        <Textarea className={css.note} autosize minRows={1} maxRows={4} dir="auto" placeholder={t("call.wrap.note")} aria-label={t("call.wrap.note")} value={draft.note}
          onChange={(event) => write({ note: event.currentTarget.value })} data-testid="wrap-up-note" />
        <Group gap={8} wrap="nowrap" className={css.ends}>
          <Button variant="default" loading={busy === "wrap_up"} onClick={() => done(false)} title={`${t("call.wrap.keep")} (Alt ↵)`} data-testid="wrap-up-keep">{t("call.wrap.keep")}</Button>
          <Button type="submit" loading={busy === "wrap_up"} leftSection={<IconCheck size={16} />} title={`${t("call.wrap.end")} (Ctrl ↵)`} data-testid="wrap-up-done">{t("call.wrap.end")}</Button>
        </Group>
      </div>
    </form>
  );
}
