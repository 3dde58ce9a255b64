import { ActionIcon, Popover, Tooltip } from "@mantine/core";
import { IconMoodSmile } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Composer.module.css";

const EMOJI = [
  ..."😀😄😁😅😂🙂😉😊😍😘😎🤔😐😕😮😢😭😡😴🤒🥳😇🤗🙄👍👎👌✌🤞👏🙌🙏💪👋🤝✅❌❗❓💡⭐🔥🎉🎁❤💙💚💛🧡💜💔📦🚚💳🧾📞📧📎📅⏰🔒🔑🌍☕🍰🌷☀",
];

/** A small set that support work needs; everything else comes from the system's own picker. */
export function EmojiPicker({ onPick }: { onPick: (emoji: string) => void }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="top-start" shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <Tooltip label={t("composer.emoji")}>
          <ActionIcon aria-label={t("composer.emoji")} aria-expanded={open} onClick={() => setOpen(!open)}><IconMoodSmile size={19} stroke={1.7} /></ActionIcon>
        </Tooltip>
      </Popover.Target>
      <Popover.Dropdown p={8} role="dialog" aria-label={t("composer.emoji")}>
        <div className={css.emoji}>
          {EMOJI.map((emoji) => (
            <button key={emoji} type="button" onClick={() => { setOpen(false); onPick(emoji); }}>{emoji}</button>
          ))}
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
