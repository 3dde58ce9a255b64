import { Alert, Button, Group, Text } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "../../api/problem";
import css from "../Settings.module.css";
import { Caution } from "./Caution";
import { CheckPanel } from "./CheckPanel";
import { StepButtons } from "./StepButtons";
import type { MailForm } from "./form";
import type { Check } from "./useCheck";

interface Props { form: MailForm; check: Check; saving: boolean; error: Error | null; onBack: () => void; onSave: () => void }

/** Whether it works; who saves without that is asked first. */
export function TestStep({ form, check, saving, error, onBack, onSave }: Props) {
  const { t } = useTranslation();
  const [asks, setAsks] = useState(false);
  const problem = error instanceof Problem ? error : null;
  const question = useRef<HTMLDivElement>(null);
  useEffect(() => { if (asks) question.current?.focus(); }, [asks]);
  return (
    <form className={css.card} onSubmit={(event) => { event.preventDefault(); if (check.passed) onSave(); else setAsks(true); }}>
      <Text size="sm" c="dimmed" mb="md">{t("mailInbox.testHint", { address: form.settings.address })}</Text>
      <CheckPanel check={check} />
      {problem && (
        <Alert mt="md" color="red" variant="light" role="alert" title={problem.message}>
          {problem.remedy}
          {Object.entries(problem.fields).map(([field, message]) => <div key={field}>{field}: {message}</div>)}
        </Alert>
      )}
      {asks && !check.passed && (
        <Caution ref={question} tabIndex={-1} mt="md" title={t("mailInbox.saveAnyway")} data-testid="save-anyway">
          <Text size="sm" mb="sm">{t("mailInbox.saveAnywayHint")}</Text>
          <Group gap={8}>
            <Button variant="default" loading={saving} onClick={onSave} data-testid="save-anyway-yes">{t("mailInbox.saveAnywayYes")}</Button>
            <Button variant="subtle" onClick={() => setAsks(false)}>{t("common.cancel")}</Button>
          </Group>
        </Caution>
      )}
      <StepButtons onBack={onBack} next={t("common.save")} loading={saving} disabled={check.run.isPending} />
    </form>
  );
}
