import { PasswordInput, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SecretName, Secrets } from "./twilio";

/** The settings of an account at Twilio, with secrets that go in and never come out. */
export interface AccountForm<S> {
  settings: S;
  set: (change: Partial<S>) => void;
  secrets: Secrets;
  setSecret: (name: SecretName, value: string) => void;
  /** Which secrets are stored. */
  stored: readonly string[];
  disabled: boolean;
  /** What is wrong with a setting, by its name. */
  errorAt?: (path: string) => string | undefined;
}

type TextName<S> = { [K in keyof S]: S[K] extends string ? K : never }[keyof S] & string;
interface TextProps<S> { form: AccountForm<S>; name: TextName<S>; hint?: string }

/** A setting that is one word: an SID, a number, an address. */
export function AccountText<S extends object>({ form, name, hint }: TextProps<S>) {
  const { t } = useTranslation();
  const { settings, set, disabled, errorAt } = form;
  return (
    <TextInput label={t(`sms.field.${name}`)} description={hint} error={errorAt?.(name)} dir="ltr" autoComplete="off" spellCheck={false} value={settings[name] as string} disabled={disabled}
      onChange={(event) => set({ [name]: event.currentTarget.value.trim() } as Partial<S>)} data-testid={`twilio-${name}`} />
  );
}

/** A secret: an empty field leaves the stored one alone. */
export function AccountSecret<S>({ form, name, hint }: { form: AccountForm<S>; name: SecretName; hint?: string }) {
  const { t } = useTranslation();
  const { secrets, setSecret, stored, disabled } = form;
  return (
    <PasswordInput label={t(`sms.field.${name}`)} description={hint} dir="ltr" autoComplete="new-password" placeholder={stored.includes(name) ? t("sms.kept") : ""} value={secrets[name] ?? ""} disabled={disabled}
      onChange={(event) => setSecret(name, event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} data-testid={`secret-${name}`} />
  );
}
