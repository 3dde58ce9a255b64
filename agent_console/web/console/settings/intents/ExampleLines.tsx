import { ActionIcon, Button, Fieldset, Group, Stack, Text, TextInput } from "@mantine/core";
import { IconPlus, IconX } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { FEWEST, MOST, USUAL, pasteInto, repeatedAt, written } from "./examples";

interface Props { lines: string[]; onChange: (lines: string[]) => void; disabled: boolean; error: string | undefined }

/** The example sentences, a line each; Enter goes on to the next one. */
export function ExampleLines({ lines, onChange, disabled, error }: Props) {
  const { t } = useTranslation();
  const repeated = repeatedAt(lines);
  const missing = FEWEST - written(lines).length;
  const put = (at: number, text: string): void => onChange(lines.map((line, i) => (i === at ? text : line)));
  const next = (event: React.KeyboardEvent<HTMLInputElement>): void => {
    if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
    const inputs = [...(event.currentTarget.closest("fieldset")?.querySelectorAll("input") ?? [])];
    const after = inputs[inputs.indexOf(event.currentTarget) + 1];
    if (!after) return;
    event.preventDefault();
    after.focus();
  };
  return (
    <Fieldset legend={t("intents.sentences")} radius="md" disabled={disabled}>
      <Text size="xs" c="dimmed" mb="xs">{t("intents.sentencesHint", { count: USUAL })}</Text>
      <Stack gap={6}>
        {lines.map((line, i) => (
          <Group key={i} gap={4} wrap="nowrap" align="flex-start">
            <TextInput flex={1} size="sm" dir="auto" maxLength={500} aria-label={t("intents.sentence", { number: i + 1 })} value={line} data-testid="field-example" onChange={(event) => put(i, event.currentTarget.value)} onKeyDown={next}
              error={repeated.has(i) ? t("intents.repeated") : undefined}
              onPaste={(event) => { const text = event.clipboardData.getData("text").trim(); if (text.includes("\n")) { event.preventDefault(); onChange(pasteInto(lines, i, text)); } }} />
            {lines.length > USUAL && <ActionIcon mt={4} aria-label={t("intents.removeSentence", { number: i + 1 })} onClick={() => onChange(lines.filter((_, at) => at !== i))}><IconX size={15} /></ActionIcon>}
          </Group>
        ))}
      </Stack>
      <Group justify="space-between" mt="xs" mih={28}>
        <Text size="xs" c={error ? "var(--mantine-color-error)" : "dimmed"} role="status">{error ?? (missing > 0 ? t("intents.missing", { count: missing }) : "")}</Text>
        {!disabled && lines.length < MOST && <Button size="compact-sm" variant="subtle" leftSection={<IconPlus size={14} />} onClick={() => onChange([...lines, ""])}>{t("intents.addSentence")}</Button>}
      </Group>
    </Fieldset>
  );
}
