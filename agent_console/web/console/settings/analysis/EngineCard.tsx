import { Text } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Model } from "../../api/analysis";
import page from "../Settings.module.css";
import { Caution } from "../email/Caution";
import css from "./Analysis.module.css";
import { engineWord } from "./words";

/** Which engine reads, whether it does, and what to do if not. */
export function EngineCard({ model }: { model: Model }) {
  const { t } = useTranslation();
  const Mark = model.ready ? IconCircleCheck : IconAlertTriangle;
  return (
    <section className={page.card} data-testid="engine-card">
      <h2>{t("analysis.engine")}</h2>
      <div className={css.engine}>
        <b dir="auto" data-testid="engine-name">{engineWord(model.engine, t)}</b>
        <span className={css.state} data-ready={model.ready || undefined} data-testid="engine-state"><Mark size={16} aria-hidden />{t(model.ready ? "analysis.ready" : "analysis.notReady")}</span>
      </div>
      {model.problem && <Caution mt="sm"><span dir="auto">{model.problem}</span></Caution>}
      <Text size="sm" c="dimmed" mt="xs">{t(model.intents ? "analysis.findsIntents" : "analysis.noIntents")}</Text>
      {model.intents_problem && <Text size="sm" c="dimmed" dir="auto">{model.intents_problem}</Text>}
    </section>
  );
}
