import { ActionIcon, Tabs } from "@mantine/core";
import { IconAlertCircle, IconArrowLeft } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import type { VoiceInbox } from "../../api/settings";
import timeline from "../../timeline/Timeline.module.css";
import { Conflict, MergedNote } from "../Conflict";
import css from "../Settings.module.css";
import { CheckPanel } from "../email/CheckPanel";
import { LineCard } from "../email/LineCard";
import { BasicCard } from "../inbox/BasicCard";
import { useQueues } from "../lists";
import { useTwilioCheck } from "../twilio/useTwilioCheck";
import { AccountCard } from "./AccountCard";
import { AddressesCard } from "./AddressesCard";
import { GreetingCard } from "./GreetingCard";
import { HoursCard, VoicemailCard } from "./HoursCards";
import { MenuCard } from "./MenuCard";
import { Preview } from "./Preview";
import { SaveBar } from "./SaveBar";
import { AgentsCard, RecordingCard } from "./TeamCards";
import voice from "./Voice.module.css";
import { WaitingCard } from "./WaitingCard";
import { FilesProvider, useInboxFiles } from "./files";
import type { VoiceForm } from "./form";
import { ownLanguage } from "./own";
import { TABS, type Tab, problemsOf } from "./problems";
import { useOwnWords } from "./useOwnWords";
import { useProblems } from "./useProblems";
import { useVoiceInbox } from "./useVoiceInbox";
import { settled } from "./voice";

/** One inbox for calls: the account and its number, what callers hear, and how agents take calls. */
export default function VoiceInboxPage({ inbox, editable }: { inbox: VoiceInbox; editable: boolean }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const one = useVoiceInbox(inbox);
  const { base, error, merged } = one;
  const { basics, settings } = one.values;
  const queues = useQueues();
  const known = queues.data?.map((queue) => queue.id) ?? [];
  const wrongs = { ...(!basics.name.trim() && { name: { key: "name" } }), ...(queues.isSuccess && problemsOf(settings, known)) };
  const problems = useProblems(wrongs, error);
  const files = useInboxFiles(base.id);
  const own = useOwnWords(ownLanguage(settings, basics.language));
  const check = useTwilioCheck("voice", settled(settings), one.secrets, base.id, basics.language);
  const [tab, setTab] = useState<Tab>("line");
  const top = useRef<HTMLDivElement>(null);
  const page = useRef<HTMLFormElement>(null);
  // The form is long: what is wrong comes into sight, wherever Save was pressed.
  useEffect(() => { if (error || merged) top.current?.scrollIntoView({ block: "center" }); }, [error, merged]);
  const form: VoiceForm = { settings, set: one.set, disabled: !editable, errorAt: problems.errorAt };
  const toFirstProblem = (): void => {
    const field = page.current?.querySelector<HTMLElement>("[aria-invalid='true']");
    field?.scrollIntoView({ block: "center" });
    field?.focus({ preventScroll: true });
  };
  const save = (): void => {
    const where = problems.show();
    if (where === null) return one.save(problems.reset);
    setTab(where);
    // Only once the tab is there can its field be found.
    requestAnimationFrame(() => requestAnimationFrame(toFirstProblem));
  };
  return (
    <FilesProvider value={files}>
      <div className={css.head}>
        <ActionIcon component={Link} to="/settings/inboxes" size="lg" aria-label={t("common.back")}><IconArrowLeft size={20} className={timeline.flip} /></ActionIcon>
        <h1><bdi>{base.name}</bdi></h1>
      </div>
      <Tabs value={tab} onChange={(value) => setTab(value as Tab)} className={voice.tabs}>
        <Tabs.List className={voice.tabList}>
          {TABS.map((name) => <Tabs.Tab key={name} value={name} data-testid={`tab-${name}`} rightSection={problems.on(name) ? <IconAlertCircle size={16} color="var(--p-bad)" aria-label={t("voiceInbox.wrong.tab")} role="img" /> : null}>{t(`voiceInbox.tab.${name}`)}</Tabs.Tab>)}
        </Tabs.List>
        <div className={voice.layout}>
          <form ref={page} noValidate onSubmit={(event) => { event.preventDefault(); save(); }}>
            <div ref={top}>
              {error && <Conflict error={error} onMine={one.keepMine} onTheirs={one.takeTheirs} />}
              {merged && <MergedNote merged={merged} />}
            </div>
            <Tabs.Panel value="line">
              <BasicCard voice basics={basics} set={one.setBasics} nameError={problems.errorAt("name")} disabled={!editable} />
              <AccountCard form={{ ...form, secrets: one.secrets, setSecret: one.setSecret, stored: base.secret_names }} />
              <AddressesCard publicKey={base.public_key} />
              {editable && <section className={css.card}><h2>{t("sms.test")}</h2><CheckPanel check={check} words="voiceInbox.step" /></section>}
            </Tabs.Panel>
            <Tabs.Panel value="callers">
              <GreetingCard form={form} language={basics.language} />
              <MenuCard form={form} own={own} />
              <HoursCard form={form} own={own} />
              <WaitingCard form={form} own={own} />
              <VoicemailCard form={form} own={own} />
            </Tabs.Panel>
            <Tabs.Panel value="team">
              <AgentsCard form={form} />
              <RecordingCard form={form} />
            </Tabs.Panel>
            {editable && <SaveBar dirty={one.dirty} wrong={problems.count} saving={one.saving} removing={one.removing} onRemove={() => one.remove(() => void navigate("/settings/inboxes"))} />}
          </form>
          <div className={voice.side} data-tab={tab} {...(tab === "callers" && { tabIndex: 0, role: "region", "aria-label": t("voiceInbox.hears.title") })}>
            {tab === "line" && <LineCard inboxId={base.id} />}
            {tab === "callers" && <Preview settings={settings} language={basics.language} queueId={basics.queue_id} />}
          </div>
        </div>
      </Tabs>
    </FilesProvider>
  );
}
