import { Avatar, Menu, Text, useMantineColorScheme } from "@mantine/core";
import { IconLogout, IconMoon, IconUser } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { call, put } from "../api/http";
import type { Presence, Seat } from "../api/types";
import { useMe } from "../app/session";
import shell from "../app/Shell.module.css";
import { PhoneItem } from "../calls/PhoneItem";
import { useFormat } from "../format/time";
import { useNow } from "../format/now";
import { tellProblem } from "../parts/notify";
import { learnSeats } from "../state/live";
import { CapacityDots } from "./CapacityDots";
import css from "./Presence.module.css";
import { Today } from "./Today";
import { useMySeat } from "./useMySeat";

const initials = (name: string): string => name.split(/\s+/).map((part) => part[0] ?? "").slice(0, 2).join("");

/** Reasons that mean busy rather than away (the router's presence table). */
const BUSY = new Set(["call", "meeting", "paperwork", "wrap_up"]);

/** My presence, always in sight: what I am, since when, how full, and how to change it. */
export function PresenceMenu({ phone }: { phone: boolean }) {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const seat = useMySeat();
  const presence = seat?.presence ?? "offline";
  const change = useMutation({
    mutationFn: (next: { presence: Presence; reason?: string }) => put<Seat>("/seats/me", next),
    onSuccess: (next) => learnSeats([next]),
    onError: tellProblem,
  });
  const signOut = async (): Promise<void> => {
    await call("DELETE", "/session").catch(() => undefined);
    client.clear();
    location.assign("/login");
  };
  const schemes = { light: "dark", dark: "auto", auto: "light" } as const;
  const item = (state: Presence, reason = "") => (
    <Menu.Item
      key={state + reason}
      leftSection={<span className={css.dot} data-presence={state} aria-hidden />}
      aria-current={presence === state && (seat?.reason ?? "") === reason ? "true" : undefined}
      onClick={() => change.mutate(reason ? { presence: state, reason } : { presence: state })}
    >
      {reason ? t(`presence.reasons.${reason}`, reason) : t(`presence.${state}`)}
    </Menu.Item>
  );
  return (
    <Menu position={phone ? "top-end" : "right-end"} width={230}>
      <Menu.Target>
        <button type="button" className={shell.item} data-testid="presence-menu" data-presence={presence}>
          <span className="visually-hidden">{t("presence.menu")}</span>
          <span className={css.avatar} aria-hidden>
            <Avatar size={phone ? 24 : 32} radius="xl" color="ink">{initials(me.user.name)}</Avatar>
            <span className={css.dot} data-presence={presence} data-badge aria-hidden />
          </span>
          <span className={css.label}>{seat?.reason ? t(`presence.reasons.${seat.reason}`, seat.reason) : t(`presence.${presence}`)}</span>
          {seat && !phone && <CapacityDots load={seat.load} capacity={seat.capacity} />}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah="calc(100dvh - 84px)" style={{ overflowY: "auto" }}>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">{me.user.name}</Text>
          {seat && <Since seat={seat} />}
        </Menu.Label>
        {item("available")}
        {item("busy")}
        {item("away")}
        {me.settings.presence_reasons.filter((reason) => reason !== "wrap_up").map((reason) => item(BUSY.has(reason) ? "busy" : "away", reason))}
        {item("offline")}
        {seat && <Today seat={seat} />}
        <PhoneItem />
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={16} />} onClick={() => navigate("/settings/profile")}>{t("settings.profile")}</Menu.Item>
        <Menu.Item leftSection={<IconMoon size={16} />} closeMenuOnClick={false} onClick={() => setColorScheme(schemes[colorScheme])}>
          {t("scheme.title")}: {t(`scheme.${colorScheme}`)}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void signOut()}>{t("nav.signOut")}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

function Since({ seat }: { seat: Seat }) {
  const { t } = useTranslation();
  const format = useFormat();
  const time = format.duration((useNow() - Date.parse(seat.since)) / 1000);
  return <>{t("presence.since", { presence: t(`presence.${seat.presence}`), time })}</>;
}
