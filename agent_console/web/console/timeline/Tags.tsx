import { Menu, Text } from "@mantine/core";
import { IconLanguage, IconUserCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { command } from "../api/commands";
import { type Conversation, type Entry, SENTIMENTS, type Tag } from "../api/types";
import { useFormat } from "../format/time";
import { tellDone, tellProblem } from "../parts/notify";
import dots from "../parts/parts.module.css";
import css from "./Timeline.module.css";

/** Offered when a person corrects a language; the machine may name any other. */
const OFTEN = ["en", "de", "tr", "fa", "az", "fr", "es", "it", "ru", "ar"];

/** What analysis says of a message, quietly. One click shows how it was found, the second corrects it. */
export function Tags({ entry, one }: { entry: Entry; one: Conversation }) {
  const format = useFormat();
  const find = (kind: Tag["kind"]): Tag | undefined => entry.tags.find((tag) => tag.kind === kind);
  const language = find("language");
  const sentiment = find("sentiment");
  const words = entry.tags.filter((tag) => tag.kind === "keyword" || tag.kind === "watch");
  const languages = [...new Set([...(language ? [language.value] : []), ...OFTEN])];
  return (
    <>
      {language && <Correctable tag={language} entry={entry} one={one} choices={languages.map((value) => [value, format.language(value)])} />}
      {sentiment && <Sentiment tag={sentiment} entry={entry} one={one} />}
      {words.slice(0, 5).map((tag) => (
        <span key={tag.kind + tag.value} className={css.word} data-watch={tag.kind === "watch" || undefined} dir="auto">{tag.value}</span>
      ))}
    </>
  );
}

function Sentiment(props: { tag: Tag; entry: Entry; one: Conversation }) {
  const { t } = useTranslation();
  return <Correctable {...props} choices={SENTIMENTS.map((value) => [value, t(`sentiment.${value}`)])} />;
}

interface Props { tag: Tag; entry: Entry; one: Conversation; choices: (readonly [string, string])[] }

function Correctable({ tag, entry, one, choices }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const byPerson = tag.source.startsWith("person");
  const isLanguage = tag.kind === "language";
  const word = isLanguage ? format.language(tag.value) : t(`sentiment.${tag.value}`, tag.value);
  const correct = async (value: string): Promise<void> => {
    const set = (to: string): Promise<unknown> => command(one.id, "correct", { seq: entry.seq, kind: tag.kind, value: to });
    try {
      await set(value);
      tellDone(t("tag.corrected"), () => set(tag.value));
    } catch (error) {
      tellProblem(error);
    }
  };
  const hint = byPerson ? t("tag.byPerson") : t(isLanguage ? "tag.byMachine" : "tag.byLexicon");
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <button type="button" className={css.tag} data-testid={`tag-${tag.kind}`} data-value={tag.value} data-source={byPerson ? "person" : "machine"} aria-label={`${t(`tag.${tag.kind}`)}: ${word}`}>
          {isLanguage ? <IconLanguage size={13} aria-hidden /> : <span className={dots.sentiment} data-value={tag.value} aria-hidden />}
          {word}
          {byPerson && <IconUserCheck size={12} aria-hidden />}
        </button>
      </Menu.Target>
      <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
        <Menu.Label>
          {hint}
          {tag.score !== null && !byPerson && <Text size="xs" className="tabular">{t("tag.score", { score: format.number(tag.score) })}</Text>}
        </Menu.Label>
        {choices.map(([value, label]) => (
          <Menu.Item key={value} disabled={value === tag.value} onClick={() => void correct(value)}>{label}</Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
