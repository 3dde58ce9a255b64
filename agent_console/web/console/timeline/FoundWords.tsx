import { Popover } from "@mantine/core";
import { IconHash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tag } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Timeline.module.css";

/** The keywords of a message, for who asks: a figure that opens them beside it, so that nothing moves. */
export function FoundWords({ keywords }: { keywords: readonly Tag[] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className={`${css.tag} ${css.hash} tabular`} aria-expanded={open} aria-label={t("tag.keywords", { count: keywords.length })} onClick={() => setOpen(!open)} data-testid="tag-keywords">
          <IconHash size={12} aria-hidden />{format.number(keywords.length)}
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={t("tag.keywords", { count: keywords.length })} tabIndex={-1} className={css.words} data-autofocus>
        {keywords.map((tag) => <span key={tag.value} className={css.word} dir="auto" data-testid="keyword">{tag.value}</span>)}
      </Popover.Dropdown>
    </Popover>
  );
}
