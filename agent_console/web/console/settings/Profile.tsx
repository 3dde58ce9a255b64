import { Alert, Button, Group, NativeSelect, PasswordInput, SegmentedControl, Stack, Switch, Text, TextInput, useMantineColorScheme } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { patch } from "../api/http";
import { Problem } from "../api/problem";
import type { Me } from "../api/settings";
import { useMe } from "../app/session";
import { MAIL_HOLD_MS, hold } from "../composer/outbox";
import { LANGUAGES, isLanguage, setLanguage } from "../i18n";
import { singleKeys } from "../keyboard/keys";
import { ring } from "../offers/sound";
import { tellDone, tellProblem } from "../parts/notify";
import { useStore } from "../state/store";
import css from "./Settings.module.css";
import { Totp } from "./Totp";
import { MyPhone } from "./phone/MyPhone";

const HOLDS = [0, 3000, 5000, 10000];

type Change = { name?: string; locale?: string; password?: { current: string; new: string } };

export function useEditMe() {
  const { t } = useTranslation();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: Change) => patch<Me>("/me", change),
    onSuccess: (me) => {
      client.setQueryData(["me"], me);
      tellDone(t("settings.saved"));
    },
  });
}

/** What is mine: name, language, looks, alerts, password, second factor. */
export function Profile() {
  const { t } = useTranslation();
  return (
    <>
      <div className={css.head}><h1>{t("settings.profile")}</h1></div>
      <Person />
      <MyPhone />
      <Alerts />
      <Password />
      <Totp />
    </>
  );
}

function Person() {
  const { t, i18n } = useTranslation();
  const me = useMe();
  const edit = useEditMe();
  const [name, setName] = useState(me.user.name);
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const speak = (value: string): void => {
    if (!isLanguage(value)) return;
    void setLanguage(value);
    edit.mutate({ locale: value }, { onError: tellProblem });
  };
  return (
    <section className={css.card}>
      <Stack>
        <Group align="flex-end" gap={8}>
          <TextInput flex={1} label={t("field.name")} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Button variant="default" disabled={!name.trim() || name === me.user.name} onClick={() => edit.mutate({ name: name.trim() }, { onError: tellProblem })}>{t("common.save")}</Button>
        </Group>
        <NativeSelect label={t("profile.language")} value={i18n.language} onChange={(event) => speak(event.currentTarget.value)} data={Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }))} data-testid="profile-language" />
        <div>
          <Text size="sm" fw={500} mb={4} id="scheme-label">{t("scheme.title")}</Text>
          <SegmentedControl aria-labelledby="scheme-label" value={colorScheme} onChange={(value) => setColorScheme(value as "light" | "dark" | "auto")} data={(["light", "dark", "auto"] as const).map((value) => ({ value, label: t(`scheme.${value}`) }))} />
        </div>
      </Stack>
    </section>
  );
}

function Alerts() {
  const { t } = useTranslation();
  const single = useStore(singleKeys, (value) => value);
  const held = useStore(hold, (value) => value);
  const [allowed, setAllowed] = useState(() => ("Notification" in window ? Notification.permission : "denied"));
  return (
    <section className={css.card}>
      <h2>{t("profile.alerts")}</h2>
      <Stack align="flex-start">
        {allowed === "granted" ? <Text size="sm">{t("profile.notificationsOn")}</Text>
          : allowed === "denied" ? <Text size="sm" c="dimmed">{t("profile.notificationsDenied")}</Text>
          : <Button variant="default" onClick={() => void Notification.requestPermission().then(setAllowed)}>{t("profile.notificationsAsk")}</Button>}
        <Button variant="default" onClick={ring}>{t("profile.testSound")}</Button>
        <Switch checked={single} onChange={(event) => singleKeys.set(event.currentTarget.checked)} label={t("keys.single")} description={t("keys.singleHint")} />
        <NativeSelect label={t("profile.hold")} description={t("profile.holdHint")} value={held === null ? "" : String(held)} onChange={(event) => hold.set(event.currentTarget.value === "" ? null : Number(event.currentTarget.value))}
          data={[{ value: "", label: t("profile.holdMail", { count: MAIL_HOLD_MS / 1000 }) }, ...HOLDS.map((ms) => ({ value: String(ms), label: ms ? t("profile.holdSeconds", { count: ms / 1000 }) : t("profile.holdOff") }))]} data-testid="profile-hold" />
      </Stack>
    </section>
  );
}

function Password() {
  const { t } = useTranslation();
  const edit = useEditMe();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const problem = edit.error instanceof Problem ? edit.error : null;
  const save = (): void => edit.mutate({ password: { current, new: next } }, { onSuccess: () => { setCurrent(""); setNext(""); } });
  const toggle = { visibilityToggleButtonProps: { "aria-label": t("signin.showPassword") } };
  return (
    <section className={css.card}>
      <h2>{t("profile.password")}</h2>
      <form onSubmit={(event) => { event.preventDefault(); save(); }}>
        <Stack>
          {problem && <Alert color="red" variant="light" title={problem.message}>{problem.remedy}</Alert>}
          <PasswordInput label={t("profile.currentPassword")} autoComplete="current-password" required value={current} onChange={(event) => setCurrent(event.currentTarget.value)} {...toggle} />
          <PasswordInput label={t("profile.newPassword")} description={t("profile.newPasswordHint")} autoComplete="new-password" required minLength={10} value={next} onChange={(event) => setNext(event.currentTarget.value)} {...toggle} />
          <Button type="submit" variant="default" style={{ alignSelf: "flex-start" }} loading={edit.isPending} disabled={next.length < 10 || !current}>{t("profile.changePassword")}</Button>
        </Stack>
      </form>
    </section>
  );
}
