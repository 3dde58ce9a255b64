import { IconBrandX, IconDeviceMobileMessage, IconMail, IconMessageCircle, IconMessages, IconPhone } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { Channel } from "../api/types";

const ICONS = { webchat: IconMessageCircle, email: IconMail, sms: IconDeviceMobileMessage, voice: IconPhone, xmpp: IconMessages, x: IconBrandX };

export function ChannelIcon({ channel, size = 15 }: { channel: Channel; size?: number }) {
  const { t } = useTranslation();
  const Icon = ICONS[channel];
  return <Icon size={size} stroke={1.9} role="img" aria-label={t(`channel.${channel}`)} style={{ flex: "none" }} />;
}
