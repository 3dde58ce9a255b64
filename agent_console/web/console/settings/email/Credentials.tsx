import { Input, NativeSelect, SegmentedControl, Stack, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { SecretInput } from "./SecretInput";
import type { Outgoing } from "./email";
import type { MailForm } from "./form";

/** How the servers are signed in to: with a password, or with tokens that a provider hands out (OAuth2). */
export function Credentials(form: MailForm) {
  const { t } = useTranslation();
  const { settings, set, disabled, outgoing, setOutgoing } = form;
  const { oauth, imap, smtp } = settings;
  const setOauth = (part: Partial<typeof oauth>): void => set({ oauth: { ...oauth, ...part } });
  return (
    <Stack>
      <Input.Wrapper label={t("mailInbox.auth.title")} labelElement="div">
        <SegmentedControl fullWidth value={settings.auth} disabled={disabled} aria-label={t("mailInbox.auth.title")} onChange={(value) => set({ auth: value as "password" | "oauth2" })} data={(["password", "oauth2"] as const).map((value) => ({ value, label: t(`mailInbox.auth.${value}`) }))} />
      </Input.Wrapper>
      <TextInput label={t("mailInbox.username")} description={t("mailInbox.usernameHint")} autoComplete="off" dir="ltr" value={imap.username} disabled={disabled} data-testid="imap-username" onChange={(event) => set({ imap: { ...imap, username: event.currentTarget.value } })} />
      {settings.auth === "password"
        ? <SecretInput {...form} name="password" label={t("mailInbox.password")} hint={t("mailInbox.passwordHint")} />
        : (
          <>
            <TextInput label={t("mailInbox.oauth.tokenUrl")} type="url" dir="ltr" value={oauth.token_url} disabled={disabled} onChange={(event) => setOauth({ token_url: event.currentTarget.value.trim() })} />
            <TextInput label={t("mailInbox.oauth.clientId")} dir="ltr" value={oauth.client_id} disabled={disabled} onChange={(event) => setOauth({ client_id: event.currentTarget.value })} />
            <SecretInput {...form} name="oauth_client_secret" label={t("mailInbox.oauth.clientSecret")} />
            <SecretInput {...form} name="oauth_refresh_token" label={t("mailInbox.oauth.refreshToken")} hint={t("mailInbox.oauth.refreshTokenHint")} />
            <TextInput label={t("mailInbox.oauth.scope")} dir="ltr" value={oauth.scope} disabled={disabled} onChange={(event) => setOauth({ scope: event.currentTarget.value })} />
          </>
        )}
      <NativeSelect label={t("mailInbox.outgoing.title")} value={outgoing} disabled={disabled} data-testid="outgoing" onChange={(event) => setOutgoing(event.currentTarget.value as Outgoing)}
        data={(["same", "own", "none"] as const).map((value) => ({ value, label: t(`mailInbox.outgoing.${value}`) }))} />
      {outgoing === "own" && (
        <>
          <TextInput label={t("mailInbox.outgoing.username")} autoComplete="off" dir="ltr" value={smtp.username} disabled={disabled} onChange={(event) => set({ smtp: { ...smtp, username: event.currentTarget.value } })} />
          {settings.auth === "password" && <SecretInput {...form} name="smtp_password" label={t("mailInbox.outgoing.password")} hint={t("mailInbox.outgoing.passwordHint")} />}
        </>
      )}
    </Stack>
  );
}
