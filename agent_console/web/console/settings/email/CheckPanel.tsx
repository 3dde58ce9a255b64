import { Button, Group, Loader, Text } from "@mantine/core";
import { IconCircleCheck, IconCircleDashed, IconCircleX, IconPlugConnected } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { CheckStep } from "../../api/settings";
import { Trouble } from "../Trouble";
import css from "./Email.module.css";
import type { Check } from "./useCheck";

const STEPS = "mailInbox.check.step";
/** How a step tells that nothing was tried; what else a step that is neither good nor bad says is worth reading. */
const NOT_TRIED = "Not tried";

/** The test of the settings: each step with its outcome, the server's words, and what to do. `words`: where a channel names steps in its own way. */
export function CheckPanel({ check, disabled = false, words = STEPS }: { check: Check; disabled?: boolean; words?: string }) {
  const { t } = useTranslation();
  const { run, steps, stale, passed } = check;
  const failed = steps.filter((step) => step.ok === false).length;
  return (
    <div data-testid="check-panel">
      <Group gap={12}>
        <Button variant="default" leftSection={<IconPlugConnected size={16} />} loading={run.isPending} disabled={disabled} onClick={() => run.mutate()} data-testid="check-run">{t(steps.length > 0 || run.error ? "mailInbox.check.again" : "mailInbox.check.run")}</Button>
        {stale && !run.isPending && <Text size="sm" c="dimmed">{t("mailInbox.check.stale")}</Text>}
      </Group>
      <div role="status" aria-live="polite">
        {run.isPending && <p className={css.trying}><Loader size={16} aria-hidden />{t("mailInbox.check.running")}</p>}
        {!run.isPending && steps.length > 0 && !stale && (
          <p className={css.verdict} data-ok={passed} data-testid="check-verdict">{passed ? t("mailInbox.check.passed") : failed > 0 ? t("mailInbox.check.failed") : t("mailInbox.check.unsure")}</p>
        )}
      </div>
      {run.error && <div style={{ marginTop: 16 }}><Trouble error={run.error} /></div>}
      {!run.isPending && steps.length > 0 && (
        <ol className={css.steps} data-stale={stale}>
          {steps.map((step, index) => <Step key={index} step={step} words={words} delay={check.paceOf(index)} />)}
        </ol>
      )}
    </div>
  );
}

function Step({ step, words, delay }: { step: CheckStep; words: string; delay: number }) {
  const { t } = useTranslation();
  const name = step.name.replaceAll(".", "_");
  const state = step.ok === null ? "skipped" : step.ok ? "ok" : "bad";
  const Icon = { ok: IconCircleCheck, bad: IconCircleX, skipped: IconCircleDashed }[state];
  return (
    <li data-state={state} data-testid="check-step" data-step={step.name} style={{ animationDelay: `${delay}ms` }}>
      <Icon size={20} stroke={1.8} role="img" aria-label={t(`mailInbox.check.state.${state}`)} />
      <div>
        <b>{t([`${words}.${name}`, `${STEPS}.${name}`], step.name)}</b>
        {step.ok === null && (!step.detail || step.detail.startsWith(NOT_TRIED)) ? <span className={css.words}>{t("mailInbox.check.untried")}</span> : step.detail && <span className={css.words}><bdi>{step.detail}</bdi></span>}
        {step.ok === false && step.remedy && <p><bdi>{step.remedy}</bdi></p>}
      </div>
    </li>
  );
}
