import { useTranslation } from "react-i18next";
import type { Conversation } from "../api/types";
import { useNow } from "../format/now";
import { useFormat } from "../format/time";
import { isLive } from "./model";
import { lastWords } from "./words";

/** How a call stands, as a row's last words: ticking while somebody is on the line. */
export function CallWords({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const format = useFormat();
  return one.call && isLive(one.call) ? <Ticking one={one} /> : <>{lastWords(one, t, format, 0)}</>;
}

function Ticking({ one }: { one: Conversation }) {
  const { t } = useTranslation();
  const format = useFormat();
  return <span className="tabular">{lastWords(one, t, format, useNow())}</span>;
}
