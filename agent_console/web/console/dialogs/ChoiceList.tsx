import { TextInput } from "@mantine/core";
import { IconSearch } from "@tabler/icons-react";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import css from "./Dialogs.module.css";

export interface Choice { id: string; label: string; detail?: ReactNode; icon?: ReactNode }

/** A list to pick one from by typing, arrows and Enter, or by a click. */
export function ChoiceList({ choices, label, onPick }: { choices: readonly Choice[]; label: string; onPick: (choice: Choice) => void }) {
  const { t } = useTranslation();
  const [word, setWord] = useState("");
  const [at, setAt] = useState(0);
  const shown = choices.filter((one) => one.label.toLocaleLowerCase().includes(word.toLocaleLowerCase()));
  const index = Math.min(at, shown.length - 1);
  const onKey = (event: KeyboardEvent): void => {
    const current = shown[index];
    if (event.key === "ArrowDown") setAt(Math.min(shown.length - 1, index + 1));
    else if (event.key === "ArrowUp") setAt(Math.max(0, index - 1));
    else if (event.key === "Enter" && current) onPick(current);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput data-autofocus leftSection={<IconSearch size={16} />} placeholder={label} aria-label={label} value={word} onKeyDown={onKey} role="combobox"
        aria-expanded aria-controls="choices" aria-activedescendant={shown[index] ? `choice-${shown[index].id}` : undefined}
        onChange={(event) => { setWord(event.currentTarget.value); setAt(0); }} mb={8} />
      <div role="listbox" id="choices" aria-label={label} className={css.list}>
        {shown.map((one, i) => (
          <div key={one.id} id={`choice-${one.id}`} role="option" aria-selected={i === index} className={css.choice} onMouseMove={() => setAt(i)} onClick={() => onPick(one)} data-testid="choice">
            {one.icon}
            <span className={css.label} dir="auto">{one.label}</span>
            <small>{one.detail}</small>
          </div>
        ))}
      </div>
      {shown.length === 0 && <p className={css.none}>{t("dialog.nothing")}</p>}
    </>
  );
}
