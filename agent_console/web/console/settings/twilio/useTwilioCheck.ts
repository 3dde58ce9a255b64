import { useMutation } from "@tanstack/react-query";
import { post } from "../../api/http";
import type { CheckStep } from "../../api/settings";
import { type Check, paceOf } from "../email/useCheck";
import { type Secrets, typedSecrets } from "./twilio";

/** Tries account, number and webhooks as they stand in the form; secrets left out are those of the stored inbox. */
export function useTwilioCheck(channel: "sms" | "voice", settings: object, given: Secrets, inbox: string, language: string): Check {
  const secrets = typedSecrets(given);
  const asked = JSON.stringify([settings, secrets, language]);
  const run = useMutation({
    mutationFn: async () => {
      const { steps } = await post<{ steps: CheckStep[] }>("/inboxes/check", { channel, settings, secrets, inbox, language });
      return { steps, asked };
    },
  });
  const current = run.data !== undefined && run.data.asked === asked;
  const steps = run.data?.steps ?? [];
  return { run, steps, stale: run.data !== undefined && !current, passed: current && steps.length > 0 && steps.every((step) => step.ok !== false), paceOf };
}
