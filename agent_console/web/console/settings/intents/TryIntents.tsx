import { Progress, Text, Textarea } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { FoundIntent } from "../../api/analysis";
import { post } from "../../api/http";
import { Problem } from "../../api/problem";
import { useFormat } from "../../format/time";
import page from "../Settings.module.css";
import { Caution } from "../email/Caution";
import css from "./Intents.module.css";

/** How long one pauses before what one types is tried. */
const PAUSE_MS = 500;

/** A customer's sentence to try all intents on: which it has, and how near it lies to their examples. */
export function TryIntents() {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const [asked] = useDebouncedValue(text.trim(), PAUSE_MS);
  const tried = useQuery({
    queryKey: ["settings", "intents", "try", asked],
    queryFn: async () => (await post<{ intents: FoundIntent[] }>("/intents/try", { text: asked })).intents,
    enabled: asked !== "",
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 30_000,
  });
  const problem = tried.error instanceof Problem ? tried.error : null;
  return (
    <section className={`${page.card} ${css.try}`} data-testid="try-intents">
      <h2>{t("intents.try")}</h2>
      <Textarea autosize minRows={2} maxRows={6} maxLength={2000} dir="auto" aria-label={t("intents.try")} placeholder={t("intents.tryHint")} value={text} onChange={(event) => setText(event.currentTarget.value)} data-testid="try-text" />
      <div className={css.found} role="status">
        {problem && <Caution role="alert" title={<span dir="auto">{problem.message}</span>}><span dir="auto">{problem.remedy}</span></Caution>}
        {!problem && asked !== "" && tried.data && <Found found={tried.data} />}
      </div>
    </section>
  );
}

function Found({ found }: { found: readonly FoundIntent[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  if (found.length === 0) return <Text size="sm" c="dimmed">{t("intents.noneFound")}</Text>;
  return (
    <ol className={css.scores}>
      {found.map((one) => (
        <li key={one.id} data-testid="tried-intent">
          <bdi>{one.name}</bdi>
          <Progress value={Math.max(0, one.score) * 100} size="sm" aria-label={one.name} />
          <span className="tabular">{format.percent(one.score)}</span>
        </li>
      ))}
    </ol>
  );
}
