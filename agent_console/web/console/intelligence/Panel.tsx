import type { ReactNode } from "react";
import css from "./Intelligence.module.css";
import { type Measure, Term } from "./Term";

interface Props { title: string; measure: Measure; aside?: ReactNode; children: ReactNode; testId?: string }

/** A part of the page with what it is called, what that means, and what stands beside its name. */
export function Panel({ title, measure, aside, children, testId }: Props) {
  return (
    <section className={css.panel} aria-label={title} data-testid={testId}>
      <div className={css.panelHead}><h2><Term measure={measure}>{title}</Term></h2>{aside}</div>
      {children}
    </section>
  );
}
