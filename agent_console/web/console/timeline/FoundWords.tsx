import { Popover } from "@mantine/core";
import { IconDots, IconHash } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Tag } from "../api/types";
import { useFormat } from "../format/time";
import css from "./Timeline.module.css";

/** The keywords of a message and what else was found, for who asks: it opens beside the message, so that nothing moves. */
export function FoundWords({ keywords, children }: { keywords: readonly Tag[]; children?: ReactNode }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [open, setOpen] = useState(false);
  const label = keywords.length > 0 ? t("tag.keywords", { count: keywords.length }) : t("tag.more");
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-start" shadow="md" trapFocus returnFocus withRoles={false}>
      <Popover.Target>
        <button type="button" className={`${css.tag} ${css.hash} tabular`} aria-expanded={open} aria-label={label} onClick={() => setOpen(!open)} data-testid="tag-keywords">
          {keywords.length > 0 ? <><IconHash size={12} aria-hidden />{format.number(keywords.length)}</> : <IconDots size={14} aria-hidden />}
        </button>
      </Popover.Target>
      <Popover.Dropdown role="dialog" aria-label={label} tabIndex={-1} className={css.words} data-autofocus>
        {children}
        {keywords.map((tag) => <span key={tag.value} className={css.word} dir="auto" data-testid="keyword">{tag.value}</span>)}
      </Popover.Dropdown>
    </Popover>
  );
}
