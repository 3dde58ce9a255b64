"""From texts to tags: language, then sentiment, keywords, watch lists, and intents."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from sentiment.intents import IntentMatcher, NoMeanings, Ordinary
from sentiment.keywords import KeywordExtractor
from sentiment.language import DEFAULT_LANGUAGES, LanguageDetector
from sentiment.port import Engine, Reading, Text
from sentiment.tags import TextTags
from sentiment.teachings import IntentExamples, Teachings
from sentiment.watchlists import WatchMatcher

_log = logging.getLogger(__name__)

LONGEST_TEXT = 10_000  # characters; what stands beyond (a quoted thread, a log) is not analysed


Encoder = Callable[[], Engine | None]
"""Makes an engine that gives meanings (may be slow); None if there is none."""


class Tagger:
    """Tags texts. Synchronous and pure but for what it is taught; call it from a worker thread."""

    def __init__(
        self,
        engine: Engine,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        watch: WatchMatcher | None = None,
        keyword_limit: int = 5,
        encoder: Encoder | None = None,
    ) -> None:
        """Load everything that is read from files (construct it outside the event loop).

        Args:
            engine: Gives the sentiment and, if it can, the meaning.
            languages: The languages to tell apart, ISO 639-1.
            watch: Compiled watch lists. Assign `watch` anew when they change; texts being tagged
                keep the old.
            keyword_limit: How many keywords a text gets at most.
            encoder: Where meanings come from if the engine gives none and there are intents.

        Raises:
            ValueError: If a language cannot be detected.
        """
        self.watch = watch or WatchMatcher()
        self.engine = engine
        self._languages = LanguageDetector(languages)
        self._keywords = KeywordExtractor(languages, keyword_limit)
        self._encoder = encoder
        self._encoding: Engine | None = None
        self._ordinary: Ordinary | None = None
        self._taught_intents: tuple[IntentExamples, ...] = ()
        self._intents: IntentMatcher | None = None

    @property
    def meanings(self) -> bool:
        """Whether an encoder stands beside an engine that gives no meanings."""
        return self._encoding is not None

    def teach(self, teachings: Teachings) -> None:
        """Use these teachings; texts being tagged keep the old. Slow for long watch lists, and for
        intents, whose examples are read."""
        self.watch = WatchMatcher(teachings.watch)
        if teachings.intents != self._taught_intents:
            self._taught_intents = teachings.intents
            self._intents = self._matcher(teachings.intents)

    def _matcher(self, intents: Sequence[IntentExamples]) -> IntentMatcher | None:
        """Make what finds the intents; None where nothing gives meanings."""
        if not intents:
            return None
        try:
            if self._ordinary is None:
                self._ordinary = Ordinary.read(self._encode)
            return IntentMatcher(intents, self._ordinary, self._encode)
        except NoMeanings as error:
            _log.warning("no intents are found: %s", error)
            return None

    def _encode(self, texts: Sequence[str]) -> list[bytes | None]:
        items = [Text(text, self._languages.detect(text).language) for text in texts]
        meanings = [reading.meaning for reading in self._with_meanings(items)]
        if not any(meanings) and self._encoding is None and self._encoder is not None:
            self._encoding = self._encoder()
            meanings = [reading.meaning for reading in self._with_meanings(items)]
        if not any(meanings):
            raise NoMeanings("The engine gives no meanings, and no built-in model is assembled.")
        return meanings

    def _with_meanings(self, items: Sequence[Text]) -> list[Reading]:
        readings = self.engine.read_many(items)
        if self._encoding is None:
            return readings
        meant = self._encoding.read_many(items)
        return [
            replace(reading, meaning=reading.meaning or other.meaning)
            for reading, other in zip(readings, meant, strict=True)
        ]

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order; the result for a text does not depend on its neighbours.

        A text's `language` is what its author usually writes in (from the contact's history), or
        None.
        """
        watch, intents = self.watch, self._intents
        texts = [item.text[:LONGEST_TEXT] for item in items]
        guesses = [
            self._languages.detect(text, item.language)
            for text, item in zip(texts, items, strict=True)
        ]
        readings = self._with_meanings(
            [Text(text, guess.language) for text, guess in zip(texts, guesses, strict=True)]
        )
        return [
            TextTags(
                language=guess.language,
                language_confidence=guess.confidence,
                sentiment=reading.sentiment,
                keywords=self._keywords.extract(text, guess.language),
                watch_hits=watch.find(text),
                intents=intents.find(reading.meaning) if intents else (),
                meaning=reading.meaning,
            )
            for text, guess, reading in zip(texts, guesses, readings, strict=True)
        ]
