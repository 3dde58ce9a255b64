import { NativeSelect, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Queue } from "../../api/settings";
import css from "../Settings.module.css";
import { StepButtons } from "./StepButtons";
import { withPreset } from "./email";
import type { MailForm } from "./form";
import { OTHER, PRESETS, domainOf, guessFor, looksLikeAddress, presetById, presetFor } from "./presets";

interface Props {
  form: MailForm;
  name: string;
  setName: (name: string) => void;
  queueId: string;
  setQueue: (id: string) => void;
  queues: Queue[];
  preset: string;
  setPreset: (id: string) => void;
  onNext: () => void;
}

/** Whose mail it is and where its conversations wait; the provider is known by the domain, or chosen. */
export function StartStep({ form, name, setName, queueId, setQueue, queues, preset, setPreset, onNext }: Props) {
  const { t } = useTranslation();
  const { settings, set } = form;
  const { address } = settings;
  const known = presetFor(address);
  const apply = (given: string, id: string): void => {
    const chosen = presetById(id) ?? guessFor(given);
    const next = withPreset({ ...settings, address: given }, chosen);
    // The name to sign in with is the address, unless somebody wrote another one.
    const username = settings.imap.username === address ? given : settings.imap.username;
    setPreset(id);
    set({ ...next, plus_addressing: chosen.plus, imap: { ...next.imap, username } });
  };
  const setAddress = (given: string): void => {
    // Another domain is another provider; one that was chosen by hand stays.
    const kept = known?.id === preset ? OTHER : preset;
    apply(given, presetFor(given)?.id ?? kept);
  };
  const hint = known?.id === preset ? t("mailInbox.recognised", { name: known.name }) : preset === OTHER && domainOf(address) ? t("mailInbox.guessed", { host: settings.imap.host }) : t("mailInbox.providerHint");
  const ready = looksLikeAddress(address) && name.trim() !== "" && queueId !== "";
  return (
    <form className={css.card} onSubmit={(event) => { event.preventDefault(); if (ready) onNext(); }}>
      <Stack>
        <TextInput label={t("mailInbox.address")} description={t("mailInbox.addressHint")} type="email" required data-autofocus dir="ltr" placeholder="support@example.com" value={address} data-testid="mail-address" onChange={(event) => setAddress(event.currentTarget.value.trim())} />
        <NativeSelect label={t("mailInbox.provider")} description={hint} value={preset} data-testid="mail-provider" onChange={(event) => apply(address, event.currentTarget.value)} data={[{ value: OTHER, label: t("mailInbox.otherProvider") }, ...PRESETS.map((one) => ({ value: one.id, label: one.name }))]} />
        <TextInput label={t("mailInbox.name")} description={t("mailInbox.nameHint")} required dir="auto" value={name} data-testid="mail-name" onChange={(event) => setName(event.currentTarget.value)} />
        <TextInput label={t("mailInbox.senderName")} description={t("mailInbox.senderNameHint")} dir="auto" value={settings.sender_name} onChange={(event) => set({ sender_name: event.currentTarget.value })} />
        <NativeSelect label={t("field.queue")} description={t("field.inboxQueueHint")} required value={queueId} data-testid="mail-queue" data={queues.map((one) => ({ value: one.id, label: one.name }))} onChange={(event) => setQueue(event.currentTarget.value)} />
      </Stack>
      <StepButtons next={t("mailInbox.next")} disabled={!ready} />
    </form>
  );
}
