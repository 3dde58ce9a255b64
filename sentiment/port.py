"""The port behind which sentiment engines stand: the lexicon here, models later."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sentiment.tags import Sentiment


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language it is in (ISO 639-1), None when unknown."""

    text: str
    language: str | None = None


class SentimentEngine(Protocol):
    """Scores texts. Synchronous and possibly slow: call it from a worker thread."""

    @property
    def name(self) -> str:
        """Name and version, stored with each tag."""

    def score_many(self, texts: Sequence[Text]) -> list[Sentiment]:
        """Score each text, in order.

        A text's score depends on that text alone: it is the same singly and in any batch.
        """
