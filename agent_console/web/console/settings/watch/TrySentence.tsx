import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Watch.module.css";
import { hits } from "./terms";

/** A customer's sentence to try the list on, before it is saved: which of its words are found. */
export function TrySentence({ terms }: { terms: readonly string[] }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const found = text.trim() ? hits(terms, text) : [];
  return (
    <div>
      <TextInput label={t("watchList.try")} dir="auto" value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="watch-try" onKeyDown={(event) => event.key === "Enter" && event.preventDefault()} />
      <div className={css.said} role="status" data-testid="watch-tried">
        {text.trim() && (found.length > 0 ? <>{t("watchList.foundBy")} {found.map((term) => <bdi key={term} className={css.term} data-hit>{term}</bdi>)}</> : t("watchList.notFound"))}
      </div>
    </div>
  );
}
