import type { ReactNode } from "react";
import css from "./Customer.module.css";

export function Section({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <section className={css.section}>
      <h2>{title}{action}</h2>
      {children}
    </section>
  );
}
