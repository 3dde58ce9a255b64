export const SECRETS = ["auth_token", "previous_auth_token", "api_key_secret"] as const;
export type SecretName = (typeof SECRETS)[number];
export type Secrets = Partial<Record<SecretName, string>>;

/** Only what was really typed: an empty field leaves the stored secret alone. */
export const typedSecrets = (secrets: Secrets): Record<string, string> =>
  Object.fromEntries(Object.entries(secrets).filter((pair): pair is [string, string] => Boolean(pair[1]?.trim())));
