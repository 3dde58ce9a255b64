import { useQueryClient } from "@tanstack/react-query";
import { Suspense, lazy, useEffect } from "react";
import { Navigate, Route, Routes, useLocation } from "react-router";
import { onUnauthenticated } from "../api/http";
import { DialPad } from "../calls/DialPad";
import { startBrowserPhone } from "../calls/browserPhone";
import { useCanCall } from "../calls/dial";
import { choices } from "../calls/phone";
import { Dialogs } from "../dialogs/Dialogs";
import { isLanguage, setLanguage } from "../i18n";
import { AlertTeller } from "../intelligence/AlertBell";
import { NewMail } from "../mail/NewMail";
import { Inbox } from "../inbox/Inbox";
import { OfferStack } from "../offers/OfferStack";
import { Caught } from "../parts/Caught";
import { CommandBar } from "../search/CommandBar";
import { connect } from "../socket/connect";
import { forgetAll } from "../state/live";
import { useStore } from "../state/store";
import { startOutbox } from "../composer/outbox";
import { NewText } from "../texts/NewText";
import { Shell } from "./Shell";
import { useMay, useMe } from "./session";

const Search = lazy(() => import("../search/SearchPage"));
const ContactPage = lazy(() => import("../customer/ContactPage"));
const Supervisor = lazy(() => import("../supervisor/Supervisor"));
const Settings = lazy(() => import("../settings/Settings"));
const Intelligence = lazy(() => import("../intelligence/Intelligence"));
const Alerts = lazy(() => import("../intelligence/Alerts"));

/** Everything behind the sign-in. */
export function Home() {
  const me = useMe();
  const client = useQueryClient();
  const supervises = useMay("wallboard.see");
  const understands = useMay("intelligence.see");
  const { id, locale } = me.user;
  const { pathname } = useLocation();
  const monitors = useMay("calls.monitor");
  const telephone = useCanCall() || monitors;

  useEffect(() => {
    if (isLanguage(locale)) void setLanguage(locale);
  }, [locale]);
  useEffect(() => {
    onUnauthenticated(() => client.setQueryData(["me"], null));
    const end = connect(client, id);
    const endOutbox = startOutbox();
    return () => {
      end();
      endOutbox();
      forgetAll();
    };
  }, [client, id]);
  const chosen = useStore(choices, (value) => value);
  useEffect(() => (telephone ? startBrowserPhone(id) : undefined), [telephone, id, chosen]);

  return (
    <Shell>
      <Caught place={pathname}>
        <Suspense fallback={null}>
          <Routes>
            <Route path="/inbox/:id?" element={<Inbox />} />
            <Route path="/contacts/:id" element={<ContactPage />} />
            <Route path="/search" element={<Search />} />
            {supervises && <Route path="/supervisor/*" element={<Supervisor />} />}
            {understands && <Route path="/intelligence/*" element={<Intelligence />} />}
            <Route path="/alerts" element={<Alerts />} />
            <Route path="/settings/*" element={<Settings />} />
            <Route path="*" element={<Navigate to="/inbox" replace />} />
          </Routes>
        </Suspense>
      </Caught>
      <OfferStack />
      <Dialogs />
      <AlertTeller />
      <CommandBar />
      <NewMail />
      <DialPad />
      <NewText />
    </Shell>
  );
}
