import { IconEye, IconLanguage, IconTarget } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { type Conversation, type Entry, SENTIMENTS, type Tag } from "../api/types";
import { useFormat } from "../format/time";
import dots from "../parts/parts.module.css";
import { timelines } from "../state/live";
import { useStore } from "../state/store";
import { Correctable } from "./Correction";
import { FoundWords } from "./FoundWords";
import css from "./Timeline.module.css";
import { byPerson, foundIn, languageBefore } from "./tags";

/** Offered when a person corrects a language; the machine may name any other. */
const OFTEN = ["en", "de", "tr", "fa", "az", "fr", "es", "it", "ru", "ar"];

/**
 * What analysis says of a message, quietly: a dot for the mood, and in words only what somebody has asked to
 * hear of (watch lists, intents) or needs to know (a language that is not the screen's, where it begins). The rest is
 * a click away.
 */
export function Tags({ entry, one }: { entry: Entry; one: Conversation }) {
  const { i18n } = useTranslation();
  const found = foundIn(entry);
  const before = useStore(timelines, (all) => languageBefore(all.get(one.id)?.entries ?? [], entry.seq));
  const language = found.language;
  const tellsIt = language && (byPerson(language) || (language.value !== i18n.language && language.value !== before));
  return (
    <>
      {found.sentiment && <SentimentTag tag={found.sentiment} entry={entry} one={one} />}
      {language && tellsIt && <LanguageTag tag={language} entry={entry} one={one} />}
      {found.watch.map((tag) => <Hit key={tag.value} kind="watch" tag={tag} />)}
      {found.intents.map((tag) => <Hit key={tag.value} kind="intent" tag={tag} />)}
      {(found.keywords.length > 0 || (language && !tellsIt)) && (
        <FoundWords keywords={found.keywords}>{language && !tellsIt && <LanguageTag tag={language} entry={entry} one={one} inside />}</FoundWords>
      )}
    </>
  );
}

interface Props { tag: Tag; entry: Entry; one: Conversation; inside?: boolean }

function SentimentTag(props: Props) {
  const { t } = useTranslation();
  const inWords = (value: string): string => t(`sentiment.${value}`, value);
  const dot = (value: string) => <span className={dots.sentiment} data-value={value} aria-hidden />;
  return (
    <Correctable {...props} word={inWords(props.tag.value)} inWords={inWords} choices={SENTIMENTS.map((value) => ({ value, label: inWords(value), mark: dot(value) }))}>
      {dot(props.tag.value)}
      <span className="visually-hidden">{inWords(props.tag.value)}</span>
    </Correctable>
  );
}

function LanguageTag(props: Props) {
  const format = useFormat();
  const values = [...new Set([props.tag.value, ...OFTEN])];
  return (
    <Correctable {...props} word={format.language(props.tag.value)} inWords={format.language} choices={values.map((value) => ({ value, label: format.language(value) }))}>
      <IconLanguage size={13} aria-hidden />
      {format.language(props.tag.value)}
    </Correctable>
  );
}

/** A watch list that found one of its words here, or what the customer wants by a team's examples. */
function Hit({ kind, tag }: { kind: "watch" | "intent"; tag: Tag }) {
  const { t } = useTranslation();
  const Icon = kind === "watch" ? IconEye : IconTarget;
  return (
    <span className={css.word} data-kind={kind} data-testid={`tag-${kind}`}>
      <Icon size={12} role="img" aria-label={t(`tag.${kind}`)} /><bdi>{tag.value}</bdi>
    </span>
  );
}
