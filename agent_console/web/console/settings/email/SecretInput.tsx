import { Badge, Button, Group, Input, PasswordInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { SecretName } from "./email";
import type { MailForm } from "./form";

interface Props extends Pick<MailForm, "secrets" | "setSecret" | "stored" | "disabled"> { name: SecretName; label: string; hint?: string | undefined }

/** A secret: one that is stored shows only that it is, and is replaced on purpose. */
export function SecretInput({ name, label, hint, secrets, setSecret, stored, disabled }: Props) {
  const { t } = useTranslation();
  const isStored = stored.includes(name);
  const value = secrets[name];
  if (isStored && value === undefined) {
    return (
      <Input.Wrapper label={label} labelElement="div">
        <Group gap={10}>
          <Badge variant="light" color="green" tt="none" size="lg">{t("mailInbox.secret.set")}</Badge>
          {!disabled && <Button size="compact-sm" variant="default" aria-label={t("mailInbox.secret.replaceNamed", { name: label })} onClick={() => setSecret(name, "")} data-testid={`replace-${name}`}>{t("mailInbox.secret.replace")}</Button>}
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <Group align="flex-end" gap={8}>
      <PasswordInput flex="1 1 220px" label={label} description={isStored ? t("mailInbox.secret.replaceHint") : hint} autoComplete="new-password" dir="ltr" value={value ?? ""} disabled={disabled} data-testid={`secret-${name}`}
        onChange={(event) => setSecret(name, event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} />
      {isStored && <Button variant="default" onClick={() => setSecret(name, undefined)}>{t("mailInbox.secret.keep")}</Button>}
    </Group>
  );
}
