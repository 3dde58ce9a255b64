import type { FormSettings } from "./voice";

/** What the cards of a phone inbox share. */
export interface VoiceForm {
  settings: FormSettings;
  set: (change: Partial<FormSettings>) => void;
  disabled: boolean;
  /** What is wrong with a setting, by its path. */
  errorAt: (path: string) => string | undefined;
}
