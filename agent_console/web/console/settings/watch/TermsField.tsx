import { Button, CopyButton, Group, Input, Pill, Text, TextInput, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useFormat } from "../../format/time";
import css from "./Watch.module.css";
import { fold } from "./fold";
import { MOST, type Taken, split, take } from "./terms";

interface Props { terms: string[]; onChange: (terms: string[]) => void; disabled: boolean; error: string | undefined }

/** From so many words on, there is a field to find one among them. */
const MANY = 15;

/** The words of a list: typed one by one or pasted by the hundred; what is compared alike is kept once. */
export function TermsField({ terms, onChange, disabled, error }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const [typed, setTyped] = useState("");
  const [wanted, setWanted] = useState("");
  const [last, setLast] = useState<Taken | null>(null);
  const add = (text: string): void => {
    if (split(text).length === 0) return;
    const taken = take(terms, text);
    onChange(taken.terms);
    setLast(taken);
    setTyped("");
  };
  const folded = fold(typed);
  const shown = terms.filter((term) => fold(term).includes(fold(wanted)));
  return (
    <Input.Wrapper label={t("field.terms")} description={t("watchList.termsHint")} required error={error} inputWrapperOrder={["label", "description", "input", "error"]} labelProps={{ htmlFor: "watch-terms" }}>
      {!disabled && (
        <Group gap={8} align="flex-start" wrap="nowrap" mt={4}>
          <Textarea id="watch-terms" flex={1} autosize minRows={1} maxRows={6} dir="auto" placeholder={t("watchList.typeOrPaste")} value={typed} onChange={(event) => setTyped(event.currentTarget.value)} data-testid="field-terms"
            onKeyDown={(event) => { if (event.key === "Enter" && !event.shiftKey && !event.nativeEvent.isComposing) { event.preventDefault(); add(typed); } }}
            onPaste={(event) => { const text = event.clipboardData.getData("text"); if (split(text).length > 1) { event.preventDefault(); add(`${typed}\n${text}`); } }} />
          <Button variant="default" onClick={() => add(typed)} disabled={folded === ""} data-testid="terms-add">{t("common.add")}</Button>
        </Group>
      )}
      <div className={css.said} role="status" data-testid="terms-said">
        {folded && folded !== typed.trim() ? <>{t("watchList.comparedAs")} <bdi className={css.term}>{folded}</bdi></> : !typed && last && <Said taken={last} />}
      </div>
      {terms.length > MANY && <TextInput size="xs" mb={6} aria-label={t("watchList.find")} placeholder={t("watchList.find")} value={wanted} onChange={(event) => setWanted(event.currentTarget.value)} />}
      {terms.length > 0 && (
        <Pill.Group gap={5} className={css.box} role="group" aria-label={t("field.terms")} tabIndex={0} data-testid="terms">
          {shown.map((term) => (
            <Pill key={term} withRemoveButton={!disabled} onRemove={() => { onChange(terms.filter((one) => one !== term)); setLast(null); }} title={fold(term) === term ? undefined : `${t("watchList.comparedAs")} ${fold(term)}`} dir="auto"
              removeButtonProps={{ "aria-label": t("watchList.removeTerm", { term }), tabIndex: 0, "aria-hidden": false }}>{term}</Pill>
          ))}
        </Pill.Group>
      )}
      <Group justify="space-between" mt={4} mih={24}>
        <Text size="xs" c="dimmed" className="tabular">{t("watchList.ofMost", { count: terms.length, most: format.number(MOST) })}</Text>
        {terms.length > 1 && <CopyButton value={terms.join("\n")}>{({ copied, copy }) => <Button size="compact-xs" variant="subtle" color="gray" onClick={copy}>{t(copied ? "common.copied" : "watchList.copyAll")}</Button>}</CopyButton>}
      </Group>
    </Input.Wrapper>
  );
}

/** What became of the words that came last. */
function Said({ taken }: { taken: Taken }) {
  const { t } = useTranslation();
  const parts = [
    t("watchList.added", { count: taken.added }),
    taken.repeated > 0 && t("watchList.repeated", { count: taken.repeated }),
    taken.tooLong.length > 0 && t("watchList.tooLong", { count: taken.tooLong.length }),
    taken.tooMany > 0 && t("watchList.tooMany", { count: taken.tooMany }),
  ].filter(Boolean);
  return <>{parts.join(" · ")}</>;
}
