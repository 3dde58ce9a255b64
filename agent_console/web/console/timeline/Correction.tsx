import { Menu, Text, Tooltip } from "@mantine/core";
import { IconArrowBackUp, IconCheck, IconUserCheck } from "@tabler/icons-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation, Entry, Tag } from "../api/types";
import { readable } from "../calls/numbers";
import { serverNow } from "../format/now";
import { useFormat } from "../format/time";
import { timelines } from "../state/live";
import { useStore } from "../state/store";
import css from "./Timeline.module.css";
import { correct, takeBack } from "./correct";
import { byPerson, correctionIn, machineTag } from "./tags";

export interface Choice { value: string; label: string; mark?: ReactNode }

interface Props {
  tag: Tag;
  entry: Entry;
  one: Conversation;
  /** What the tag says, in words. */
  word: string;
  choices: readonly Choice[];
  inWords: (value: string) => string;
  children: ReactNode;
  /** Within something that closes on a click beside it. */
  inside?: boolean;
}

/** A tag that a click opens and a second one corrects. Its word shows on hover and focus, and who set it once it is open. */
export function Correctable({ tag, entry, one, word, choices, inWords, children, inside = false }: Props) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const person = byPerson(tag);
  const label = `${t(`tag.${tag.kind}`)}: ${word}`;
  const first = choices.find(({ value }) => value !== tag.value)?.value;
  return (
    <Menu position="bottom-start" width={240} opened={open} onChange={setOpen} withinPortal={!inside} returnFocus withInitialFocusPlaceholder={false}>
      <Menu.Target>
        <Tooltip label={person ? t("tag.wordByPerson", { word }) : word} disabled={open} openDelay={120} events={{ hover: true, focus: true, touch: false }}>
          <button type="button" className={css.tag} data-testid={`tag-${tag.kind}`} data-value={tag.value} data-source={person ? "person" : "machine"} aria-label={person ? t("tag.wordByPerson", { word: label }) : label}>
            {children}
            {person && <IconUserCheck size={12} aria-hidden />}
          </button>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }} data-testid={`correct-${tag.kind}`}>
        <Menu.Label fw={400}>{person ? <ByPerson tag={tag} entry={entry} inWords={inWords} /> : <ByMachine tag={tag} word={word} />}</Menu.Label>
        {choices.map(({ value, label: choice, mark }) => (
          <Menu.Item key={value} leftSection={mark} disabled={value === tag.value} data-value={value} data-autofocus={value === first || undefined} onClick={() => void correct(one.id, entry.seq, tag, value)}
            rightSection={value === tag.value ? <IconCheck size={14} aria-label={t("tag.now")} role="img" /> : undefined}>{choice}</Menu.Item>
        ))}
        {person && <Menu.Divider />}
        {person && <Menu.Item leftSection={<IconArrowBackUp size={15} />} onClick={() => void takeBack(one.id, entry.seq, tag)} data-testid="correction-undo">{t("tag.takeBack")}</Menu.Item>}
      </Menu.Dropdown>
    </Menu>
  );
}

function ByMachine({ tag, word }: { tag: Tag; word: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <>
      <Text size="sm" c="var(--mantine-color-text)" fw={550}>{word}{tag.score !== null && <Text span size="xs" c="dimmed" className="tabular" ms={6}>{t("tag.score", { score: format.number(tag.score) })}</Text>}</Text>
      {t("tag.byMachine")}
    </>
  );
}

/** Who set it and when, and what the machine had said. */
function ByPerson({ tag, entry, inWords }: { tag: Tag; entry: Entry; inWords: (value: string) => string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const line = useStore(timelines, (all) => correctionIn(all.get(entry.conversation)?.entries ?? [], entry.seq, tag.kind));
  const machine = machineTag(entry, tag.kind);
  return (
    <div data-testid="corrected-by">
      <Text size="sm" c="var(--mantine-color-text)" fw={550}>{inWords(tag.value)}</Text>
      {line ? t("tag.byWhom", { who: readable(line.author.name), when: format.brief(line.at, serverNow()) }) : t("tag.byPerson")}
      {machine && <div>{t("tag.machineSaid", { word: inWords(machine.value) })}</div>}
    </div>
  );
}
