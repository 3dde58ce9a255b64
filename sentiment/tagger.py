"""From texts to tags: language, then sentiment, keywords, and watch lists."""

from collections.abc import Sequence

from sentiment.keywords import KeywordExtractor
from sentiment.language import DEFAULT_LANGUAGES, LanguageDetector
from sentiment.port import Engine, Text
from sentiment.tags import TextTags
from sentiment.teachings import Teachings
from sentiment.watchlists import WatchMatcher

LONGEST_TEXT = 10_000  # characters; what stands beyond (a quoted thread, a log) is not analysed


class Tagger:
    """Tags texts. Synchronous and pure but for `watch`; call it from a worker thread."""

    def __init__(
        self,
        engine: Engine,
        languages: Sequence[str] = DEFAULT_LANGUAGES,
        watch: WatchMatcher | None = None,
        keyword_limit: int = 5,
    ) -> None:
        """Load everything that is read from files (construct it outside the event loop).

        Args:
            engine: Gives the sentiment and, if it can, the meaning.
            languages: The languages to tell apart, ISO 639-1.
            watch: Compiled watch lists. Assign `watch` anew when they change; texts being tagged
                keep the old.
            keyword_limit: How many keywords a text gets at most.

        Raises:
            ValueError: If a language cannot be detected.
        """
        self.watch = watch or WatchMatcher()
        self.engine = engine
        self._languages = LanguageDetector(languages)
        self._keywords = KeywordExtractor(languages, keyword_limit)

    def teach(self, teachings: Teachings) -> None:
        """Use these teachings; texts being tagged keep the old. Slow for long watch lists."""
        self.watch = WatchMatcher(teachings.watch)

    def tag_many(self, items: Sequence[Text]) -> list[TextTags]:
        """Tag each text, in order; the result for a text does not depend on its neighbours.

        A text's `language` is what its author usually writes in (from the contact's history), or
        None.
        """
        watch = self.watch
        texts = [item.text[:LONGEST_TEXT] for item in items]
        guesses = [
            self._languages.detect(text, item.language)
            for text, item in zip(texts, items, strict=True)
        ]
        readings = self.engine.read_many(
            [Text(text, guess.language) for text, guess in zip(texts, guesses, strict=True)]
        )
        return [
            TextTags(
                language=guess.language,
                language_confidence=guess.confidence,
                sentiment=reading.sentiment,
                keywords=self._keywords.extract(text, guess.language),
                watch_hits=watch.find(text),
                meaning=reading.meaning,
            )
            for text, guess, reading in zip(texts, guesses, readings, strict=True)
        ]
