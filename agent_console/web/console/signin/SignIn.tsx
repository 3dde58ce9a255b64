import { Alert, Button, Center, NativeSelect, Paper, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../api/http";
import { Problem } from "../api/problem";
import type { Me } from "../api/settings";
import { LANGUAGES, isLanguage, setLanguage } from "../i18n";

/** Email and password, then the code of an authenticator where one is set up. */
export function SignIn() {
  const { t, i18n } = useTranslation();
  const client = useQueryClient();
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [totp, setTotp] = useState("");
  const [asksCode, setAsksCode] = useState(false);
  const signIn = useMutation({
    mutationFn: () => post<Me>("/session", { email, password, ...(totp && { totp }) }),
    onSuccess: (me) => client.setQueryData(["me"], me),
    onError: (error) => error instanceof Problem && error.code === "totp_required" && setAsksCode(true),
  });
  const problem = signIn.error instanceof Problem ? signIn.error : null;
  const firstAsk = problem?.code === "totp_required" && !totp;

  return (
    <Center mih="100dvh" p="md" component="main">
      <Stack w={380} maw="100%" gap="lg">
        <Stack gap={10} align="center">
          <img src="/parley.svg" alt="" width={48} height={48} />
          <Title order={1}>{t("signin.title")}</Title>
        </Stack>
        <Paper withBorder p="xl" radius="lg" bg="var(--p-surface)">
          <form onSubmit={(event) => { event.preventDefault(); signIn.mutate(); }}>
            <Stack gap="md">
              {problem && !firstAsk && (
                <Alert color="red" variant="light" role="alert" title={problem.code === "offline" ? t("errors.offline") : problem.message}>
                  {problem.code === "offline" ? t("errors.offlineRemedy") : problem.remedy}
                </Alert>
              )}
              <TextInput label={t("signin.email")} type="email" autoComplete="username" required autoFocus value={email}
                onChange={(event) => setEmail(event.currentTarget.value)} data-testid="login-email" dir="ltr" size="md" />
              <PasswordInput label={t("signin.password")} autoComplete="current-password" required value={password} size="md"
                onChange={(event) => setPassword(event.currentTarget.value)} data-testid="login-password" dir="ltr"
                visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} />
              {asksCode && (
                <TextInput label={t("signin.code")} description={t("signin.codeHint")} inputMode="numeric" autoComplete="one-time-code"
                  autoFocus required value={totp} onChange={(event) => setTotp(event.currentTarget.value)} data-testid="login-totp" dir="ltr" size="md" />
              )}
              <Button type="submit" size="md" loading={signIn.isPending} data-testid="login-submit">{t("signin.submit")}</Button>
            </Stack>
          </form>
        </Paper>
        <Center>
          <NativeSelect aria-label={t("profile.language")} value={i18n.language} variant="unstyled" size="sm"
            data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))}
            onChange={(event) => isLanguage(event.currentTarget.value) && void setLanguage(event.currentTarget.value)} />
        </Center>
        <Text size="xs" c="dimmed" ta="center">{t("signin.help")}</Text>
      </Stack>
    </Center>
  );
}
