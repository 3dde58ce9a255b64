import { useTranslation } from "react-i18next";
import { useMe } from "../app/session";
import { BroughtIn } from "./BroughtIn";
import { CallBar } from "./CallBar";
import { CallDialogs } from "./CallDialogs";
import css from "./Calls.module.css";
import { WrapUp } from "./WrapUp";
import { useMyCalls } from "./mine";

/** My calls, on every page for as long as there are any: what is spoken, and what is to be written down. */
export function CallBars() {
  const { t } = useTranslation();
  const me = useMe();
  const { mine, others } = useMyCalls();
  const first = mine.find((one) => one.call.state !== "wrap_up");
  return (
    <>
      {mine.length + others.length > 0 && (
        <section className={css.bars} aria-label={t("call.region")} data-testid="call-bars">
          {others.map((one) => <BroughtIn key={one.id} one={one} user={me.user.id} />)}
          {mine.map((one) => (one.call.state === "wrap_up"
            ? <WrapUp key={one.id} one={one} front={!first && one === mine[0]} />
            : <CallBar key={one.id} one={one} keys={one === first} />))}
        </section>
      )}
      <CallDialogs calls={mine} />
    </>
  );
}
