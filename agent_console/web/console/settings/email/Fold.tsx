import { IconChevronRight } from "@tabler/icons-react";
import type { ReactNode } from "react";
import timeline from "../../timeline/Timeline.module.css";
import css from "./Email.module.css";

/** What few need, folded away. */
export function Fold({ title, open, children, ...rest }: { title: string; open?: boolean; children: ReactNode; "data-testid"?: string }) {
  return (
    <details className={css.fold} open={open} {...rest}>
      <summary><IconChevronRight size={16} aria-hidden className={timeline.flip} />{title}</summary>
      <div>{children}</div>
    </details>
  );
}
