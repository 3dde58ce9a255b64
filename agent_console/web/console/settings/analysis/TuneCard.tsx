import { Button, Group, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Model } from "../../api/analysis";
import page from "../Settings.module.css";
import { Tunes } from "./Tunes";
import { isUnderWay, useHead, useTune } from "./model";

/** What people corrected, and having the built-in model learn from it: only what is better is put in force. */
export function TuneCard({ model, edits }: { model: Model; edits: boolean }) {
  const { t } = useTranslation();
  const tune = useTune();
  const head = useHead(model.head);
  const working = model.tunes.some(isUnderWay);
  const lacking = Math.max(0, model.needed - model.corrections);
  return (
    <section className={page.card} data-testid="tune-card">
      <h2>{t("analysis.corrections")}</h2>
      <Text size="sm"><span data-testid="corrections-count">{t("analysis.corrected", { count: model.corrections })}</span>{model.tunes.length > 0 && <> {t("analysis.sinceTune", { count: model.corrections_since_tune })}</>}</Text>
      <Text size="sm" c="dimmed" mt={4}>{lacking > 0 ? t("analysis.needsMore", { count: lacking }) : t("analysis.tuneHint")}</Text>
      {edits && (
        <Group mt="md" gap={8}>
          <Button onClick={() => tune.mutate()} loading={tune.isPending || working} disabled={lacking > 0} data-testid="tune-button">{t("analysis.tune")}</Button>
          {model.head !== 0 && !working && <Button variant="subtle" color="gray" loading={head.isPending} onClick={() => head.mutate(0)} data-testid="head-shipped">{t("analysis.backToShipped")}</Button>}
        </Group>
      )}
      <Tunes model={model} edits={edits} onChoose={(version) => head.mutate(version)} choosing={head.isPending} />
    </section>
  );
}
