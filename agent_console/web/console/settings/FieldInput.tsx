import { MultiSelect, NumberInput, Select, Switch, TagsInput, TextInput, Textarea } from "@mantine/core";
import { useTranslation } from "react-i18next";
import type { Field } from "./fields";

interface Props { field: Field; value: unknown; error: string | undefined; disabled: boolean; onChange: (value: unknown) => void }

export function FieldInput({ field, value, error, disabled, onChange }: Props) {
  const { t } = useTranslation();
  const common = { label: field.label, description: field.hint, required: field.required ?? false, error, disabled, "data-testid": `field-${field.name}`, ...(field.ltr && { dir: "ltr" as const }) };
  const clear = { clearButtonProps: { "aria-label": t("common.clear") } };
  switch (field.kind) {
    case "area": return <Textarea {...common} autosize minRows={3} maxRows={12} value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "number": return <NumberInput {...common} min={field.min} max={field.max} allowDecimal={false} value={typeof value === "number" ? value : ""} onChange={(next) => onChange(next === "" ? null : Number(next))} />;
    case "select": return <Select {...common} {...clear} data={field.choices ?? []} value={typeof value === "string" ? value : null} clearable={!field.required} searchable={(field.choices?.length ?? 0) > 6} onChange={onChange} />;
    case "many": return <MultiSelect {...common} {...clear} data={field.choices ?? []} value={Array.isArray(value) ? value.map(String) : []} searchable clearable onChange={onChange} />;
    case "words": return <TagsInput {...common} {...clear} data={field.choices?.map((one) => one.value) ?? []} value={Array.isArray(value) ? value.map(String) : []} acceptValueOnBlur clearable onChange={onChange} />;
    case "switch": return <Switch label={field.label} description={field.hint} disabled={disabled} checked={value === true} onChange={(event) => onChange(event.currentTarget.checked)} data-testid={`field-${field.name}`} />;
    default: return <TextInput {...common} type={field.kind} value={String(value ?? "")} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
