import { useState } from "react";
import { get } from "../../api/http";
import type { VoiceInbox } from "../../api/settings";
import { tellProblem } from "../../parts/notify";
import type { Basics } from "../InboxPage";
import { type Merged, mergeThree } from "../email/merge";
import { type Secrets, typedSecrets } from "../twilio/twilio";
import { useCrud } from "../useCrud";
import { type FormSettings, formOf, settled } from "./voice";

export interface Values { basics: Basics; settings: FormSettings }
const valuesOf = (inbox: VoiceInbox): Values => {
  const { name, queue_id, language, greeting, enabled, reopen_window_s } = inbox;
  return { basics: { name, queue_id, language, greeting, enabled, reopen_window_s }, settings: formOf(inbox.settings) };
};
const same = (one: Values, other: Values): boolean =>
  JSON.stringify([one.basics, settled(one.settings)]) === JSON.stringify([other.basics, settled(other.settings)]);

/** The form of a phone inbox: filled from what is stored, saved, and put together with what others saved meanwhile. */
export function useVoiceInbox(inbox: VoiceInbox) {
  const crud = useCrud<VoiceInbox>("inboxes");
  // What the form was filled from: a newer one that comes in must not pass for what this person saw.
  const [base, setBase] = useState(inbox);
  const [values, setValues] = useState(() => valuesOf(inbox));
  const [secrets, setSecrets] = useState<Secrets>({});
  const [merged, setMerged] = useState<Merged<Values> | null>(null);
  const given = typedSecrets(secrets);
  const fill = (stored: VoiceInbox): void => {
    setBase(stored);
    setValues(valuesOf(stored));
    setSecrets({});
    setMerged(null);
  };
  const latest = (then: (stored: VoiceInbox) => void): void =>
    void get<VoiceInbox>(`/inboxes/${base.id}`).then((stored) => { crud.save.reset(); then(stored); }, tellProblem);
  return {
    base, values, secrets, merged,
    error: crud.save.error ?? crud.remove.error,
    saving: crud.save.isPending,
    removing: crud.remove.isPending,
    dirty: Object.keys(given).length > 0 || !same(values, valuesOf(base)),
    setBasics: (change: Partial<Basics>) => setValues((old) => ({ ...old, basics: { ...old.basics, ...change } })),
    set: (change: Partial<FormSettings>) => setValues((old) => ({ ...old, settings: { ...old.settings, ...change } })),
    setSecret: (name: keyof Secrets, value: string) => setSecrets((old) => ({ ...old, [name]: value })),
    save: (done: () => void) =>
      crud.save.mutate({ old: base, values: { ...values.basics, settings: settled(values.settings), ...(Object.keys(given).length > 0 && { secrets: given }) } }, { onSuccess: (stored) => { fill(stored); done(); } }),
    remove: (done: () => void) => crud.remove.mutate(base, { onSuccess: done }),
    keepMine: () => latest((stored) => {
      const both = mergeThree(valuesOf(base), values, valuesOf(stored));
      setBase(stored);
      setValues(both.value);
      setMerged(both);
    }),
    takeTheirs: () => latest(fill),
  };
}
