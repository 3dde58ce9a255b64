import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { readable } from "../calls/numbers";
import { contactTyping } from "../state/live";
import { useStore } from "../state/store";
import css from "./Timeline.module.css";

export function TypingLine({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const on = useStore(contactTyping, (all) => all.has(one.id));
  return (
    <div className={css.typing} role="status" data-testid="typing">
      {on && <><span className={css.dots} aria-hidden><i /><i /><i /></span>{t("timeline.typing", { name: readable(one.contact.name) })}</>}
    </div>
  );
}
