import { Button, useComputedColorScheme } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { query } from "../api/http";
import css from "./Mail.module.css";

/** A mail that is taller than this is cut until somebody wants to see all of it. */
const TALLEST_PX = 560;
const FIRST_PX = 96;

/** Nothing inside can run: no scripts, no forms. Same origin only so that its height can be measured from here. */
const SANDBOX = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

/** The page's keys go on working while the focus is within a mail. What moves within it or opens something there stays there. */
const STAY = new Set(["Enter", " ", "Tab", "ArrowUp", "ArrowDown", "PageUp", "PageDown", "Home", "End"]);
function handOn(event: KeyboardEvent): void {
  if (STAY.has(event.key)) return;
  const { key, code, ctrlKey, metaKey, altKey, shiftKey } = event;
  const again = new KeyboardEvent("keydown", { key, code, ctrlKey, metaKey, altKey, shiftKey, bubbles: true, cancelable: true });
  if (!document.body.dispatchEvent(again)) event.preventDefault();
}

interface Props { conversation: string; seq: number; images: boolean; title: string }

/** A mail as its sender formatted it, shut in a frame of its own. */
export function MailFrame({ conversation, seq, images, title }: Props) {
  const { t } = useTranslation();
  const theme = useComputedColorScheme("light");
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState(FIRST_PX);
  const [whole, setWhole] = useState(false);
  const src = `/api/v1/conversations/${conversation}/entries/${seq}/mail${query({ images: images ? "on" : "off", theme })}`;

  useEffect(() => {
    const el = frame.current;
    if (!el) return;
    let watch: ResizeObserver | undefined;
    const measure = (): void => {
      const root = el.contentDocument?.documentElement;
      if (root) setHeight(Math.ceil(Math.max(root.getBoundingClientRect().height, el.contentDocument?.body?.scrollHeight ?? 0)));
    };
    const loaded = (): void => {
      watch?.disconnect();
      measure();
      const body = el.contentDocument?.body;
      if (!body) return;
      el.contentDocument?.addEventListener("keydown", handOn);
      watch = new ResizeObserver(measure);
      watch.observe(body);
    };
    loaded();
    el.addEventListener("load", loaded);
    return () => {
      el.removeEventListener("load", loaded);
      watch?.disconnect();
    };
  }, [src]);

  const cut = !whole && height > TALLEST_PX;
  return (
    <div className={css.frameBox} data-cut={cut || undefined}>
      <iframe ref={frame} className={css.frame} sandbox={SANDBOX} src={src} title={title} loading="lazy" referrerPolicy="no-referrer" data-testid="mail-frame"
        style={{ height: cut ? TALLEST_PX : height, colorScheme: theme }} scrolling={cut ? "no" : undefined} />
      {cut && <div className={css.cut}><Button size="compact-sm" variant="default" onClick={() => setWhole(true)}>{t("mail.showAll")}</Button></div>}
    </div>
  );
}
