import type { EmailSettings, ImapSettings, Security } from "../../api/settings";
import { OTHER, PRESETS, type Preset } from "./presets";

/** A mail inbox as it is before anybody changed it; what is stored stands above this. */
export const EMAIL: EmailSettings = {
  address: "",
  sender_name: "",
  aliases: [],
  auth: "password",
  oauth: { token_url: "", client_id: "", scope: "" },
  imap: { host: "", port: 993, security: "tls", username: "", folders: ["INBOX"], after: "leave", move_to: "", idle: true, poll_s: 60, history_days: 0 },
  smtp: { host: "", port: 465, security: "tls", username: "", connections: 2 },
  plus_addressing: false,
  subject_tag: false,
  signature: "",
  acknowledge: { enabled: false, subject: "", text: "", per_address_hour: 1, per_hour: 100 },
  spam: "file",
  lists: "file",
  own_lists: [],
  blocked: [],
  authserv_id: "",
};

export const withEmailDefaults = (stored: Partial<EmailSettings>): EmailSettings => ({
  ...EMAIL,
  ...stored,
  oauth: { ...EMAIL.oauth, ...stored.oauth },
  imap: { ...EMAIL.imap, ...stored.imap },
  smtp: { ...EMAIL.smtp, ...stored.smtp },
  acknowledge: { ...EMAIL.acknowledge, ...stored.acknowledge },
});

/** What was typed of an inbox's secrets: null removes one, one that is absent stays. */
export type SecretName = "password" | "smtp_password" | "oauth_client_secret" | "oauth_refresh_token";
export type Secrets = { [Name in SecretName]?: string | null | undefined };

/** Only what was really typed or removed: an empty field leaves the stored secret alone. */
export const givenSecrets = (secrets: Secrets): Record<string, string | null> =>
  Object.fromEntries(Object.entries(secrets).filter((pair): pair is [string, string | null] => pair[1] !== undefined && pair[1] !== ""));

/**
 * What goes to the server of the secrets. The password for sending alone goes when sending signs
 * in as fetching does: else it would go on being used.
 */
export function secretsFor(secrets: Secrets, outgoing: Outgoing, stored: readonly string[]): Record<string, string | null> {
  const { smtp_password, ...others } = secrets;
  if (outgoing === "own") return givenSecrets({ ...others, smtp_password });
  return givenSecrets({ ...others, ...(stored.includes("smtp_password") && { smtp_password: null }) });
}

/** The same for what takes no null: a new inbox. */
export const typedSecrets = (secrets: Secrets): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter((pair): pair is [string, string] => typeof pair[1] === "string" && pair[1] !== ""));

/** How the outgoing server is signed in to: as the incoming one, with a name of its own, or not at all. */
export type Outgoing = "same" | "own" | "none";

export function outgoingOf(settings: EmailSettings, ownPassword: boolean): Outgoing {
  if (!settings.smtp.username) return "none";
  return settings.smtp.username === settings.imap.username && !ownPassword ? "same" : "own";
}

/** The settings for the wire: "same" repeats the incoming name, "none" has no name. */
export function settled(settings: EmailSettings, outgoing: Outgoing): EmailSettings {
  const username = { same: settings.imap.username, own: settings.smtp.username, none: "" }[outgoing];
  return { ...settings, smtp: { ...settings.smtp, username } };
}

/** The settings with a provider's servers and way to sign in; names and everything else stay. */
export const withPreset = (settings: EmailSettings, preset: Preset): EmailSettings => ({
  ...settings,
  auth: preset.auth,
  oauth: { ...settings.oauth, token_url: preset.oauth?.token_url ?? "", scope: preset.oauth?.scope ?? "" },
  imap: { ...settings.imap, ...preset.imap },
  smtp: { ...settings.smtp, ...preset.smtp },
});

const isAt = (one: { host: string; port: number }, other: { host: string; port: number }): boolean => one.host === other.host && one.port === other.port;

/** Which provider's servers are set. */
export const presetOf = (settings: EmailSettings): string =>
  PRESETS.find((one) => isAt(one.imap, settings.imap) && isAt(one.smtp, settings.smtp))?.id ?? OTHER;

const PORTS: Record<"imap" | "smtp", Record<Security, number>> = {
  imap: { tls: 993, starttls: 143, none: 143 },
  smtp: { tls: 465, starttls: 587, none: 25 },
};

/** The port that goes with a security, unless somebody chose one of their own. */
export function portFor(kind: "imap" | "smtp", security: Security, before: { port: number; security: Security }): number {
  return before.port === PORTS[kind][before.security] ? PORTS[kind][security] : before.port;
}

export const HISTORY = [0, 7, 30, 90, 365, -1] as const;

/** The days to choose from, with one that was set by other means among them. */
export const historyChoices = (imap: ImapSettings): number[] =>
  (HISTORY as readonly number[]).includes(imap.history_days) ? [...HISTORY] : [...HISTORY, imap.history_days];

/** What somebody typed or pasted as senders to block: addresses, and domains as `@example.com`. */
export function blockedFrom(text: string): { good: string[]; bad: string[] } {
  const good: string[] = [];
  const bad: string[] = [];
  for (const word of text.split(/[\s,;]+/).filter(Boolean)) {
    const plain = word.toLowerCase().replace(/^<|>$/g, "");
    const entry = plain.includes("@") ? plain : `@${plain}`;
    const right = /^[^@<>()":[\]\\]{0,64}@[^@.]+(\.[^@.]+)+$/.test(entry);
    if (!right) bad.push(word);
    else if (!good.includes(entry)) good.push(entry);
  }
  return { good, bad };
}
