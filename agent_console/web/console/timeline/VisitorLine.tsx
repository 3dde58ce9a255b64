import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { visitors } from "../state/live";
import { useStore } from "../state/store";
import css from "./Timeline.module.css";

const isWeb = (url: string): boolean => /^https?:\/\//.test(url);

/** Where the visitor is on the site right now. */
export function VisitorLine({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const live = useStore(visitors, (all) => all.get(one.id));
  const page = live?.url ? live : one.page;
  if (!page || one.category === "closed") return null;
  return (
    <div className={css.visitor} data-testid="visitor-page">
      <span className={css.online} data-on={live?.online || undefined} role="img" aria-label={t(live?.online ? "visitor.online" : "visitor.offline")} />
      <span style={{ flex: "none" }}>{t(live?.online ? "visitor.looks" : "visitor.looked")}</span>
      {isWeb(page.url) ? <a href={page.url} target="_blank" rel="noreferrer noopener" dir="auto">{page.title || page.url}</a> : <span>{page.title}</span>}
    </div>
  );
}
