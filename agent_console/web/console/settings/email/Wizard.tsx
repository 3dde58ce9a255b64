import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import type { EmailInbox } from "../../api/settings";
import timeline from "../../timeline/Timeline.module.css";
import css from "../Settings.module.css";
import { useCrud } from "../useCrud";
import { useQueues } from "../lists";
import { CredentialsStep } from "./CredentialsStep";
import { DoneStep } from "./DoneStep";
import mail from "./Email.module.css";
import { StartStep } from "./StartStep";
import { TestStep } from "./TestStep";
import { EMAIL, type Outgoing, type Secrets, settled, typedSecrets } from "./email";
import type { MailForm } from "./form";
import { OTHER } from "./presets";
import { useCheck } from "./useCheck";

const STEPS = ["start", "credentials", "test", "done"] as const;

/** A new mail inbox in four steps: whose, how to sign in, whether it works, what comes next. */
export default function Wizard() {
  const { t, i18n } = useTranslation();
  const queues = useQueues().data ?? [];
  const crud = useCrud<EmailInbox>("inboxes");
  const [step, setStep] = useState(0);
  const [name, setName] = useState("");
  const [chosenQueue, setQueue] = useState("");
  const [preset, setPreset] = useState<string>(OTHER);
  const [settings, setSettings] = useState(EMAIL);
  const [secrets, setSecrets] = useState<Secrets>({});
  const [outgoing, setOutgoing] = useState<Outgoing>("same");
  const place = useRef<HTMLDivElement>(null);
  // The button that was pressed is gone with its step: the keyboard goes on from the next one's top.
  useEffect(() => {
    if (step === 0) return;
    place.current?.focus({ preventScroll: true });
    void place.current?.parentElement?.scrollIntoView({ block: "start" });
  }, [step]);
  const queueId = chosenQueue || (queues[0]?.id ?? "");
  const form: MailForm = {
    settings, secrets, outgoing, setOutgoing, stored: [], disabled: false,
    set: (change) => setSettings((old) => ({ ...old, ...change })),
    setSecret: (secret, value) => setSecrets((old) => ({ ...old, [secret]: value })),
  };
  const check = useCheck(form);
  const save = (): void =>
    crud.save.mutate(
      { old: null, values: { channel: "email", name: name.trim(), queue_id: queueId, language: i18n.language, settings: settled(settings, outgoing), secrets: typedSecrets(outgoing === "own" ? secrets : { ...secrets, smtp_password: undefined }) } },
      { onSuccess: () => setStep(3) },
    );
  const test = (): void => { setStep(2); check.run.mutate(); };
  return (
    <div className={mail.wizard}>
      <div className={css.head}>
        <ActionIcon component={Link} to="/settings/inboxes" size="lg" aria-label={t("common.back")}><IconArrowLeft size={20} className={timeline.flip} /></ActionIcon>
        <h1>{t("mailInbox.newTitle")}</h1>
      </div>
      <ol className={mail.progress} aria-label={t("mailInbox.steps")}>
        {STEPS.map((one, index) => <li key={one} data-done={index < step} aria-current={index === step ? "step" : undefined}>{t(`mailInbox.step.${one}`)}</li>)}
      </ol>
      <div ref={place} tabIndex={-1} role="group" aria-label={t(`mailInbox.step.${STEPS[step] ?? "start"}`)} className={mail.place}>
        {step === 0 && <StartStep form={form} name={name} setName={setName} queueId={queueId} setQueue={setQueue} queues={queues} preset={preset} setPreset={setPreset} onNext={() => setStep(1)} />}
        {step === 1 && <CredentialsStep form={form} preset={preset} onBack={() => setStep(0)} onNext={test} />}
        {step === 2 && <TestStep form={form} check={check} saving={crud.save.isPending} error={crud.save.error} onBack={() => setStep(1)} onSave={save} />}
        {step === 3 && crud.save.data && <DoneStep inbox={crud.save.data} tested={check.passed} />}
      </div>
    </div>
  );
}
