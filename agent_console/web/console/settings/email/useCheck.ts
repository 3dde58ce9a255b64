import { useMutation } from "@tanstack/react-query";
import { post } from "../../api/http";
import type { CheckStep } from "../../api/settings";
import { secretsFor, settled } from "./email";
import type { MailForm } from "./form";

const PACE_MS = 140;
const calm = (): boolean => matchMedia("(prefers-reduced-motion: reduce)").matches;

/** How long after the first a step comes into sight, in milliseconds. */
export const paceOf = (index: number): number => (calm() ? 0 : index * PACE_MS);

/** Tries the settings as they stand in the form; secrets left out are those of the stored inbox. */
export function useCheck(form: MailForm, inbox?: string) {
  const settings = settled(form.settings, form.outgoing);
  const secrets = secretsFor(form.secrets, form.outgoing, form.stored);
  const asked = JSON.stringify([settings, secrets]);
  const run = useMutation({
    mutationFn: async () => {
      const { steps } = await post<{ steps: CheckStep[] }>("/inboxes/check", { channel: "email", settings, secrets, ...(inbox && { inbox }) });
      return { steps, asked };
    },
  });
  const current = run.data !== undefined && run.data.asked === asked;
  const steps = run.data?.steps ?? [];
  return {
    run,
    steps,
    /** Whether the settings have changed since. */
    stale: run.data !== undefined && !current,
    passed: current && steps.length > 0 && steps.every((step) => step.ok === true),
    paceOf,
  };
}

export type Check = ReturnType<typeof useCheck>;
