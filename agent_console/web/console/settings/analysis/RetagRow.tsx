import { Button, Progress, Text } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Retag } from "../../api/analysis";
import { useFormat } from "../../format/time";
import css from "./Analysis.module.css";
import { isUnderWay, useCancelRetag } from "./model";
import { dayBefore, engineWord, partOf } from "./words";

/** One re-tagging: how far it is, and what it changed. */
export function RetagRow({ one, edits }: { one: Retag; edits: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const cancel = useCancelRetag();
  const part = partOf(one);
  const works = isUnderWay(one);
  const days = t("analysis.days", { from: format.date(one.from), to: format.date(dayBefore(one.to)) });
  const changed = one.changed.reduce((sum, it) => sum + (it.before === "none" ? 0 : it.messages), 0);
  return (
    <li data-testid="retag" data-state={one.state}>
      <div className={css.jobHead}>
        <span>{days} · {engineWord(one.engine, t)}{one.by && <> · <bdi>{one.by.name}</bdi></>}</span>
        {works && edits
          ? <Button size="compact-xs" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate(one.id)} data-testid="retag-cancel">{t("common.cancel")}</Button>
          : <Text span size="sm" c={one.state === "failed" ? "var(--p-bad)" : "dimmed"}>{t(`analysis.state.${one.state}`)}</Text>}
      </div>
      {works && <Progress value={(part ?? 0) * 100} size="sm" my={6} aria-label={t("analysis.progress")} animated={part === null} striped={part === null} />}
      {one.error && <Text size="sm" c="var(--p-bad)" dir="auto">{one.error}</Text>}
      <Text size="sm" c="dimmed" className="tabular" data-testid="retag-progress">
        {one.total === null ? t(works ? "analysis.counting" : "analysis.nothingDone") : t("analysis.soFar", { count: one.total, done: format.number(one.done), total: format.number(one.total) })}
        {one.messages > 0 && <> · {t("analysis.readAgain", { count: one.messages })} · {t("analysis.otherNow", { count: changed })}</>}
      </Text>
    </li>
  );
}
