import { DirectionProvider, MantineProvider, useDirection } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { BrowserRouter } from "react-router";
import { setCsrf } from "../api/http";
import { directionOf } from "../i18n";
import { SignIn } from "../signin/SignIn";
import { Starting } from "../signin/Starting";
import { Home } from "./Home";
import { useIsPhone } from "./Shell";
import { MeProvider, useSession } from "./session";
import { theme, variables } from "./theme";

export const client = new QueryClient({
  defaultOptions: { queries: { staleTime: 15_000, retry: 1, refetchOnWindowFocus: false } },
});

function Direction() {
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  useEffect(() => setDirection(directionOf(i18n.language)), [i18n.language, setDirection]);
  return null;
}

/** Over the list, where they cover neither the composer nor, on a phone, the way around. */
function Toasts() {
  const phone = useIsPhone();
  const { dir } = useDirection();
  const side = dir === "rtl" ? "bottom-right" : "bottom-left";
  return <Notifications position={phone ? "top-center" : side} limit={3} containerWidth={phone ? 390 : 328} className="toasts" />;
}

function Door() {
  const session = useSession();
  if (session.isPending) return <Starting />;
  if (!session.data) return <SignIn />;
  setCsrf(session.data.csrf);
  return (
    <MeProvider value={session.data}>
      <Home key={session.data.user.id} />
    </MeProvider>
  );
}

export function App() {
  return (
    <DirectionProvider detectDirection={false} initialDirection={document.documentElement.dir === "rtl" ? "rtl" : "ltr"}>
      <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
        <QueryClientProvider client={client}>
          <Direction />
          <Toasts />
          <BrowserRouter>
            <Door />
          </BrowserRouter>
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
