import { Button, Group, PasswordInput, Stack, Switch, TagsInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { CardProps } from "../InboxPage";
import css from "../Settings.module.css";

interface Props extends CardProps { secret: string; onSecret: (secret: string) => void; hasSecret: boolean }

const randomSecret = (): string =>
  [...crypto.getRandomValues(new Uint8Array(32))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** On which sites the widget may stand, and whether its visitors must prove who they are. */
export function SafetyCard({ settings, set, disabled, secret, onSecret, hasSecret }: Props) {
  const { t } = useTranslation();
  return (
    <section className={css.card}>
      <h2>{t("inbox.safety")}</h2>
      <Stack>
        <TagsInput label={t("inbox.origins")} description={t("inbox.originsHint")} placeholder="https://shop.example" dir="ltr" value={settings.allowed_origins} disabled={disabled} acceptValueOnBlur onChange={(allowed_origins) => set({ allowed_origins })} />
        <Switch label={t("inbox.identity")} description={t("inbox.identityHint")} checked={settings.identity_required} disabled={disabled} onChange={(event) => set({ identity_required: event.currentTarget.checked })} />
        <Group align="flex-end" gap={8} wrap="nowrap">
          <PasswordInput flex={1} label={t("inbox.secret")} description={t(hasSecret ? "inbox.secretSet" : "inbox.secretNone")} autoComplete="off" dir="ltr" value={secret} disabled={disabled} onChange={(event) => onSecret(event.currentTarget.value)} visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} />
          <Button variant="default" disabled={disabled} onClick={() => onSecret(randomSecret())}>{t("inbox.makeSecret")}</Button>
        </Group>
      </Stack>
    </section>
  );
}
