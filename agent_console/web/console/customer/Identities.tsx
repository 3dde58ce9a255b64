import { ActionIcon, Badge, Text, Tooltip } from "@mantine/core";
import { IconMailPlus, IconMessagePlus, IconPhone, IconShieldCheck, IconShieldQuestion } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Contact } from "../api/types";
import { openDialPad, useCanCall } from "../calls/dial";
import { readable } from "../calls/numbers";
import { useFormat } from "../format/time";
import { openNewMail, useCanWrite } from "../mail/newMail";
import { openNewText, useCanText } from "../texts/newText";
import { ChannelIcon } from "../parts/ChannelIcon";
import css from "./Customer.module.css";
import { Section } from "./Section";
import { useConsents } from "./useContact";

/** By which addresses we know them, and how we know that these are theirs. */
export function Identities({ contact }: { contact: Contact }) {
  const { identities, name } = contact;
  const { t } = useTranslation();
  const canWrite = useCanWrite();
  const canCall = useCanCall();
  const canText = useCanText();
  const format = useFormat();
  const optedOut = (useConsents(contact).data?.items ?? []).filter((one) => one.state === "opted_out");
  return (
    <Section title={t("customer.identities")}>
      {identities.length === 0 && <Text size="sm" c="dimmed">{t("customer.noIdentities")}</Text>}
      {identities.map((one) => {
        const how = one.verified_by
          ? t("customer.verified", { how: t(`verified.${one.verified_by}`, one.verified_by), date: one.verified_at ? format.day(one.verified_at) : "" })
          : t("customer.claimed");
        const Icon = one.verified_by ? IconShieldCheck : IconShieldQuestion;
        return (
          <div key={one.channel + one.address} className={css.identity}>
            <ChannelIcon channel={one.channel} />
            <span className="ltr" title={one.address}>{readable(one.address)}</span>
            <Tooltip label={how}>
              <Icon size={16} color={one.verified_by ? "var(--p-good)" : "var(--p-quiet)"} role="img" aria-label={how} style={{ flex: "none" }} />
            </Tooltip>
            {optedOut.filter((it) => it.channel === one.channel && it.address === one.address).map((it) => (
              <Tooltip key={it.inbox.id} label={t("sms.consent.since", { inbox: it.inbox.name, date: it.at ? format.full(it.at) : "" })}>
                <Badge variant="light" color="red" size="sm" tt="none" tabIndex={0} style={{ flex: "none" }} data-testid="opted-out">{t("sms.consent.badge")}</Badge>
              </Tooltip>
            ))}
            {(one.channel === "sms" || one.channel === "voice") && canText && /^\+\d/u.test(one.address) && (
              <Tooltip label={t("sms.new.to", { name: readable(name) })}>
                <ActionIcon size="sm" aria-label={t("sms.new.to", { name: readable(one.address) })} onClick={() => openNewText({ to: one.address, name })} data-testid="write-text"><IconMessagePlus size={16} stroke={1.8} /></ActionIcon>
              </Tooltip>
            )}
            {(one.channel === "voice" || one.channel === "sms") && canCall && one.address.startsWith("+") && (
              <Tooltip label={t("call.dial.to", { name: readable(name) })}>
                <ActionIcon size="sm" aria-label={t("call.dial.to", { name: readable(one.address) })} onClick={() => openDialPad({ address: one.address, name })} data-testid="call-identity"><IconPhone size={16} stroke={1.8} /></ActionIcon>
              </Tooltip>
            )}
            {one.channel === "email" && canWrite && (
              <Tooltip label={t("mail.new.to", { name: readable(name) })}>
                <ActionIcon size="sm" aria-label={t("mail.new.to", { name: readable(one.address) })} onClick={() => openNewMail({ to: one.address, name })} data-testid="write-mail"><IconMailPlus size={16} stroke={1.8} /></ActionIcon>
              </Tooltip>
            )}
          </div>
        );
      })}
    </Section>
  );
}
