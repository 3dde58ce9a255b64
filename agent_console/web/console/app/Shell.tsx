import { useMediaQuery } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "react-router";
import { CallBars } from "../calls/CallBars";
import { MonitorBar } from "../supervisor/calls/MonitorBar";
import { ConnectionLine } from "./ConnectionLine";
import { Rail } from "./Rail";
import css from "./Shell.module.css";

export const useIsPhone = (): boolean => useMediaQuery("(max-width: 48em)", window.matchMedia("(max-width: 48em)").matches) ?? false;

/** The rail (below the page on a phone), one quiet line when the network is lost, my calls, and the page. */
export function Shell({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const phone = useIsPhone();
  const { pathname } = useLocation();
  // A conversation fills a phone: its own arrow leads back to the list.
  const full = phone && /^\/inbox\/.+/.test(pathname);
  return (
    <div className={css.shell} data-phone={phone || undefined}>
      <a href="#page" className={css.skip}>{t("nav.skip")}</a>
      {!full && <Rail phone={phone} />}
      <main id="page" className={css.page} tabIndex={-1}>
        <ConnectionLine />
        <MonitorBar />
        <CallBars />
        <div className={css.content}>{children}</div>
      </main>
    </div>
  );
}
