"""The lexicon engine: from word lists and rules to a score."""

import math
from collections.abc import Sequence

from sentiment.lexicon.known import explains
from sentiment.lexicon.load import LANGUAGES, Lexicon, emoji_valences, lexicon_for
from sentiment.lexicon.segments import Hit, Segment
from sentiment.lexicon.tokens import Clause, Tokens, Word, tokenise
from sentiment.port import Reading, Text
from sentiment.tags import Sentiment, SentimentLabel

SATURATION = 6.0  # a sum of 2.4 scores 0.7; the score never quite reaches 1
LABEL_FROM = 0.3  # one word of valence 1 is enough, a weakened or negated one is not
BEFORE_BUT = 0.6
AFTER_BUT = 1.3
COURTESY_IN_COMPLAINT = 0.25
EMOJI_WEIGHT = 0.8
EMOJI_LIMIT = 4.0
EXCLAMATION = 0.1


class LexiconEngine:
    """Scores by counting valued words; the same text in the same language scores the same."""

    name = "lexicon-1"

    def __init__(self, languages: Sequence[str] = LANGUAGES) -> None:
        """Load the word lists (reads files; construct it outside the event loop).

        Raises:
            LexiconError: If there is no list for one of the languages.
        """
        self._lexicons = {language: lexicon_for(language) for language in languages}
        emoji_valences()

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Score each text. In a language without a list only emoji count."""
        return [Reading(self._score(text)) for text in texts]

    def knows(self, text: Text) -> bool:
        """Return whether the lists have every word of a text, and something of it has a value."""
        tokens = tokenise(text.text)
        words = [word for clause in tokens.clauses for word in clause.words]
        if not words:
            return bool(tokens.emoji)
        if text.language is not None and text.language not in self._lexicons:
            return False
        read_in = [self._lexicons[text.language]] if text.language else self._lexicons.values()
        return any(explains(lexicon, words, bool(tokens.emoji)) for lexicon in read_in)

    def _score(self, text: Text) -> Sentiment:
        tokens = tokenise(text.text)
        total = self._words_total(tokens, text.language)
        total += max(-EMOJI_LIMIT, min(EMOJI_LIMIT, EMOJI_WEIGHT * sum(tokens.emoji)))
        total *= 1 + EXCLAMATION * tokens.exclamations
        score = round(total / math.sqrt(total * total + SATURATION), 4)
        return Sentiment(_label(score), score, self.name)

    def _words_total(self, tokens: Tokens, language: str | None) -> float:
        if language is not None:
            lexicon = self._lexicons.get(language)
            return 0.0 if lexicon is None else _total(_sentences(tokens, lexicon))
        # Too short to tell its language ("super"): read it in the one that knows most of its words.
        readings = [_sentences(tokens, lexicon) for lexicon in self._lexicons.values()]
        return _total(max(readings, key=_words_known, default=[]))


# A sentence's hits before "but" and after it; without "but" all stand before and weigh whole.
_Sentence = tuple[list[Hit], list[Hit] | None]


def _sentences(tokens: Tokens, lexicon: Lexicon) -> list[_Sentence]:
    sentences: list[_Sentence] = []
    before: list[Hit] = []
    after: list[Hit] | None = None
    for place, clause in enumerate(tokens.clauses):
        if place + 1 < len(tokens.clauses) and _is_acknowledgement(clause, lexicon):
            continue
        for position, words in enumerate(_split_at_but(clause, lexicon)):
            if position:
                before, after = before + (after or []), []
            (before if after is None else after).extend(Segment(words, lexicon).hits)
        if clause.ends_sentence:
            sentences.append((before, after))
            before, after = [], None
    sentences.append((before, after))
    return sentences


def _is_acknowledgement(clause: Clause, lexicon: Lexicon) -> bool:
    if clause.ends_sentence or len(clause.words) != 1:
        return False
    return lexicon.acknowledgements.longest_at([clause.words[0].form], 0) is not None


def _split_at_but(clause: Clause, lexicon: Lexicon) -> list[list[Word]]:
    forms = [word.form for word in clause.words]
    parts: list[list[Word]] = [[]]
    place = 0
    while place < len(forms):
        turn = lexicon.but.longest_at(forms, place)
        if turn is None:
            parts[-1].append(clause.words[place])
        else:
            parts.append([])
        place += 1 if turn is None else turn.length
    return parts


def _words_known(sentences: list[_Sentence]) -> int:
    return sum(hit.length for before, after in sentences for hit in (*before, *(after or ())))


def _total(sentences: list[_Sentence]) -> float:
    weighted = [
        (hit, hit.valence * weight)
        for before, after in sentences
        for hits, weight in (
            ((before, 1.0),) if after is None else ((before, BEFORE_BUT), (after, AFTER_BUT))
        )
        for hit in hits
    ]
    blame = sum(value for _, value in weighted if value < 0)
    courtesy = sum(value for hit, value in weighted if value > 0 and hit.courtesy)
    praise = sum(value for hit, value in weighted if value > 0 and not hit.courtesy)
    if -blame > praise:
        courtesy *= COURTESY_IN_COMPLAINT
    return blame + courtesy + praise


def _label(score: float) -> SentimentLabel:
    if score >= LABEL_FROM:
        return SentimentLabel.POSITIVE
    return SentimentLabel.NEGATIVE if score <= -LABEL_FROM else SentimentLabel.NEUTRAL
