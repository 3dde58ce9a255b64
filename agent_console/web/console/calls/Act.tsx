import { Loader } from "@mantine/core";
import type { Icon } from "@tabler/icons-react";
import { type Ref, forwardRef } from "react";
import css from "./Calls.module.css";

interface Props {
  icon: Icon;
  label: string;
  /** The shortcut, as it stands on the keyboard. */
  keys?: string;
  /** Something that is on or off. */
  on?: boolean | undefined;
  expanded?: boolean | undefined;
  loading?: boolean;
  disabled?: boolean;
  /** Without its words below. */
  bare?: boolean;
  onClick: () => void;
  testId: string;
}

/** One thing to do with a call: a sign, its word, and its key. */
export const Act = forwardRef(function Act({ icon: Glyph, label, keys, on, expanded, loading, disabled, bare, onClick, testId }: Props, ref: Ref<HTMLButtonElement>) {
  return (
    <button ref={ref} type="button" className={css.act} aria-pressed={on} aria-expanded={expanded} disabled={disabled} aria-busy={loading || undefined} data-bare={bare || undefined}
      title={keys ? `${label} (${keys})` : label} onClick={() => !loading && onClick()} data-testid={testId}>
      {loading ? <Loader size={18} color="currentColor" /> : <Glyph size={20} stroke={1.7} aria-hidden />}
      <span className={bare ? "visually-hidden" : undefined}>{label}</span>
    </button>
  );
});
