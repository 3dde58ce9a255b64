/** One field of a settings form; `name` is the field's name on the wire. */
export interface Choice { value: string; label: string }
export type FieldKind = "text" | "email" | "area" | "number" | "select" | "many" | "words" | "switch";

export interface Field {
  name: string;
  label: string;
  kind: FieldKind;
  hint?: string;
  required?: boolean;
  choices?: Choice[];
  min?: number;
  max?: number;
  /** Left to right in every language: addresses, codes. */
  ltr?: boolean;
  /** Only when it is made; cannot be changed later. */
  onCreate?: boolean;
  /** Only on a thing that exists. */
  onEdit?: boolean;
}

export type Values = Record<string, unknown>;
export const EMPTY_OF: Record<FieldKind, unknown> = { text: "", email: "", area: "", number: null, select: null, many: [], words: [], switch: false };
