import { Alert, Button, Group, Radio, Skeleton, Stack, Text, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Phone } from "../../api/calls";
import { get, put } from "../../api/http";
import { Problem } from "../../api/problem";
import { useMe } from "../../app/session";
import { PhoneLine } from "../../calls/PhoneLine";
import { choices, speaking } from "../../calls/phone";
import { tellDone } from "../../parts/notify";
import css from "../Settings.module.css";
import { DEVICES, type Device, addressOf, phoneProblem } from "./phone";

const KEY = ["me", "phone"];

/** Where my calls ring. Shown to whom calls can reach. */
export function MyPhone() {
  const { t } = useTranslation();
  const me = useMe();
  const calls = me.inboxes.some((inbox) => inbox.channel === "voice");
  const stored = useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<Phone>("/me/phone", signal), staleTime: 60_000, retry: false });
  if (!calls && (stored.data === undefined || stored.data.device === "browser")) return null;
  return (
    <section className={css.card} data-testid="my-phone">
      <h2>{t("myPhone.title")}</h2>
      {stored.data ? <Choice stored={stored.data} />
        : stored.isPending ? <Skeleton h={140} radius="md" aria-label={t("common.loading")} />
        : <Alert color="red" variant="light" title={stored.error.message}>{stored.error instanceof Problem && stored.error.remedy}<Button mt="sm" size="compact-sm" variant="default" onClick={() => void stored.refetch()}>{t("common.retry")}</Button></Alert>}
    </section>
  );
}

function Choice({ stored }: { stored: Phone }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [device, setDevice] = useState<Device>(stored.device);
  // Each device keeps what was typed for it while another one is looked at.
  const [typed, setTyped] = useState({ browser: "", phone: "", sip: "", [stored.device]: stored.address });
  const [asked, setAsked] = useState(false);
  const save = useMutation({
    mutationFn: () => put<Phone>("/me/phone", { device, address: addressOf(device, typed[device]) }),
    onSuccess: (now) => {
      client.setQueryData(KEY, now);
      setTyped((old) => ({ ...old, [now.device]: now.address }));
      setAsked(false);
      // Who is speaking in this browser goes on speaking.
      if (!speaking.get()) choices.set((count) => count + 1);
      tellDone(t("settings.saved"));
    },
  });
  const wrong = phoneProblem(device, typed[device]);
  const problem = save.error instanceof Problem ? save.error : null;
  const refused = problem ? (problem.fields.address ?? problem.message) : save.error && t("errors.unexpected");
  const error = asked && wrong ? t(`myPhone.wrong.${wrong}`) : refused ? `${refused} ${problem?.remedy ?? ""}`.trim() : undefined;
  const changed = device !== stored.device || addressOf(device, typed[device]) !== stored.address;
  const change = (next: Device): void => { setDevice(next); setAsked(false); save.reset(); };
  return (
    <form noValidate onSubmit={(event) => { event.preventDefault(); setAsked(true); if (!wrong) save.mutate(); }}>
      <Stack>
        <Radio.Group label={t("myPhone.where")} value={device} onChange={(value) => change(value as Device)}>
          <Stack gap={12} mt={8}>
            {DEVICES.map((value) => <Radio key={value} value={value} label={t(`myPhone.device.${value}`)} description={t(`myPhone.about.${value}`)} data-testid={`device-${value}`} />)}
          </Stack>
        </Radio.Group>
        {device !== "browser" && (
          <TextInput key={device} label={t(`myPhone.address.${device}`)} description={t(`myPhone.hint.${device}`)} placeholder={device === "phone" ? "+15005550006" : "sip:me@pbx.example.com"} type={device === "phone" ? "tel" : "text"} dir="ltr" spellCheck={false} autoComplete={device === "phone" ? "tel" : "off"} maxLength={200}
            value={typed[device]} error={error} data-testid="phone-address" onChange={(event) => { const value = event.currentTarget.value; setTyped((old) => ({ ...old, [device]: value })); save.reset(); }} />
        )}
        {device === "browser" && error && <Text size="sm" c="var(--p-bad)" role="alert">{error}</Text>}
        {device === stored.device && <PhoneLine />}
        <Group justify="flex-start"><Button type="submit" variant="default" loading={save.isPending} disabled={!changed} data-testid="phone-save">{t("common.save")}</Button></Group>
      </Stack>
    </form>
  );
}
