import type { EmailSettings } from "../../api/settings";
import type { Outgoing, SecretName, Secrets } from "./email";

/** What the wizard and an inbox's page share: the settings, and secrets that go in and never come out. */
export interface MailForm {
  settings: EmailSettings;
  set: (change: Partial<EmailSettings>) => void;
  secrets: Secrets;
  setSecret: (name: SecretName, value: string | undefined) => void;
  /** Which secrets are stored. */
  stored: readonly string[];
  outgoing: Outgoing;
  setOutgoing: (value: Outgoing) => void;
  disabled: boolean;
}

export type CardProps = Pick<MailForm, "settings" | "set" | "disabled">;
