"""The port behind which the engines stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from sentiment.tags import Sentiment


@dataclass(frozen=True, slots=True)
class Text:
    """A text and the language it is in (ISO 639-1), None when unknown."""

    text: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What an engine makes of a text: its mood and, from engines that know it, its meaning packed
    as in `sentiment.meaning`."""

    sentiment: Sentiment
    meaning: bytes | None = None


class Engine(Protocol):
    """Reads texts. Synchronous and possibly slow: call it from a worker."""

    @property
    def name(self) -> str:
        """Name and version, stored with each tag."""

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        """Read each text, in order.

        A text's reading depends on that text alone: it is the same singly and in any batch.
        """
