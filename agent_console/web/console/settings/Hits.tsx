import { Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { useMay } from "../app/session";
import { useFormat } from "../format/time";

interface Props { kind: "watch" | "intent"; one: { id: string; name: string; conversations_7d: number } }

/** In how many conversations of the last seven days something was found; it opens them. */
export function Hits({ kind, one }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const sees = useMay("intelligence.see");
  const count = format.number(one.conversations_7d);
  if (!sees || one.conversations_7d === 0) return <Text span fz="sm" className="tabular">{count}</Text>;
  return <Link to={`/intelligence/conversations?${kind}=${one.id}&days=7`} className="tabular" aria-label={t("watchList.seeHits", { count: one.conversations_7d, name: one.name })} data-testid={`${kind}-hits`}>{count}</Link>;
}
