import { Alert, Button, Code, Group, PasswordInput, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { post } from "../api/http";
import { Problem } from "../api/problem";
import { useMe } from "../app/session";
import { tellDone } from "../parts/notify";
import { QrCode } from "./QrCode";
import css from "./Settings.module.css";

interface Answer { totp: boolean; secret: string | null; uri: string | null }

/** The second factor: a secret for an authenticator, confirmed by its first code. */
export function Totp() {
  const { t } = useTranslation();
  const me = useMe();
  const client = useQueryClient();
  const [secret, setSecret] = useState<Answer | null>(null);
  const [code, setCode] = useState("");
  const [password, setPassword] = useState("");
  const [ending, setEnding] = useState(false);
  const call = useMutation({
    mutationFn: (body: object) => post<Answer>("/me/totp", body),
    onSuccess: (answer) => {
      if (answer.secret && !answer.totp) return setSecret(answer);
      setSecret(null);
      setEnding(false);
      setCode("");
      setPassword("");
      tellDone(t(answer.totp ? "totp.isOn" : "totp.isOff"));
      void client.invalidateQueries({ queryKey: ["me"] });
    },
  });
  const problem = call.error instanceof Problem ? call.error : null;
  const codeField = <TextInput label={t("signin.code")} inputMode="numeric" pattern="[0-9]{6}" autoComplete="one-time-code" required value={code} onChange={(event) => setCode(event.currentTarget.value)} dir="ltr" maw={180} />;
  return (
    <section className={css.card}>
      <h2>{t("totp.title")}</h2>
      <Stack align="flex-start">
        {problem && <Alert color="red" variant="light" title={problem.message} w="100%">{problem.remedy}</Alert>}
        <Text size="sm" c="dimmed">{t(me.user.totp ? "totp.on" : "totp.off")}</Text>
        {!me.user.totp && !secret && <Button variant="default" loading={call.isPending} onClick={() => call.mutate({})}>{t("totp.start")}</Button>}
        {secret && (
          <Stack component="form" align="flex-start" onSubmit={(event) => { event.preventDefault(); call.mutate({ secret: secret.secret, code }); }}>
            <Text size="sm">{t("totp.enter")}</Text>
            <div className={css.scan}>
              {secret.uri && <QrCode text={secret.uri} label={t("totp.qr")} />}
              <Stack gap="xs" align="flex-start">
                <Text size="sm" c="dimmed">{t("totp.key")}</Text>
                <Code fz="md" p="sm" style={{ overflowWrap: "anywhere", direction: "ltr" }}>{secret.secret?.replace(/(.{4})/g, "$1 ")}</Code>
                {secret.uri && <a href={secret.uri}>{t("totp.open")}</a>}
              </Stack>
            </div>
            {codeField}
            <Button type="submit" loading={call.isPending}>{t("totp.confirm")}</Button>
          </Stack>
        )}
        {me.user.totp && !ending && <Button variant="default" color="red" onClick={() => setEnding(true)}>{t("totp.stop")}</Button>}
        {ending && (
          <Stack component="form" align="flex-start" onSubmit={(event) => { event.preventDefault(); call.mutate({ off: true, password, code }); }}>
            <PasswordInput label={t("profile.currentPassword")} required value={password} onChange={(event) => setPassword(event.currentTarget.value)} w={260} visibilityToggleButtonProps={{ "aria-label": t("signin.showPassword") }} />
            {codeField}
            <Group gap={8}><Button type="submit" color="red" loading={call.isPending}>{t("totp.stop")}</Button><Button variant="default" onClick={() => setEnding(false)}>{t("common.cancel")}</Button></Group>
          </Stack>
        )}
      </Stack>
    </section>
  );
}
