import { Avatar } from "@mantine/core";
import { IconUser } from "@tabler/icons-react";
import type { Channel } from "../api/types";
import { ChannelIcon } from "./ChannelIcon";
import css from "./parts.module.css";

export const initials = (name: string): string =>
  name.split(/\s+/).filter(Boolean).map((part) => [...part][0] ?? "").slice(0, 2).join("").toUpperCase();

/** Somebody of whom nothing is known but a number has no initials. */
const isNumber = (name: string): boolean => /^\+?[\d\s]+$/.test(name);

const TONES = ["indigo", "teal", "grape", "orange", "cyan", "pink", "green", "violet"] as const;
const toneOf = (id: string): string => TONES[[...id].reduce((sum, c) => (sum * 31 + c.charCodeAt(0)) >>> 0, 7) % TONES.length] ?? "gray";

/** A person's initials in a colour that stays theirs, with the channel at the corner. */
export function Face({ id, name, channel, size = 36 }: { id: string; name: string; channel?: Channel; size?: number }) {
  const tone = toneOf(id);
  return (
    <span className={css.face}>
      <Avatar size={size} radius="xl" color={tone} aria-hidden styles={{ placeholder: { color: `light-dark(color-mix(in srgb, var(--mantine-color-${tone}-9) 72%, black), var(--mantine-color-${tone}-1))` } }}>{isNumber(name) ? <IconUser size={size * 0.52} stroke={1.8} /> : initials(name)}</Avatar>
      {channel && <span className={css.corner}><ChannelIcon channel={channel} size={12} /></span>}
    </span>
  );
}
