"""What analysis says about one text.

Set by a machine; a person's correction is kept elsewhere and stands above it.
"""

from dataclasses import dataclass
from enum import StrEnum


class SentimentLabel(StrEnum):
    """How a text sounds, in three steps."""

    POSITIVE = "positive"
    NEUTRAL = "neutral"
    NEGATIVE = "negative"


@dataclass(frozen=True, slots=True)
class Sentiment:
    """A text's mood.

    Attributes:
        label: The step a person reads.
        score: From -1 (very negative) through 0 to 1 (very positive).
        engine: Name and version of what decided it, so that old tags can be told from new ones.
    """

    label: SentimentLabel
    score: float
    engine: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """A phrase the text is about, in lower case, with its RAKE score (1 or more)."""

    phrase: str
    score: float


@dataclass(frozen=True, slots=True)
class WatchHit:
    """A watch list's term found in a text.

    `start` and `end` are offsets in code points of the text as it was written: `text[start:end]` is
    the matched part, which may be spelled otherwise than `term` (capitals, other keyboards).
    """

    list_id: str
    list_name: str
    term: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class IntentHit:
    """An intent that a text's meaning is near to; `score` is their cosine, up to 1."""

    intent_id: str
    name: str
    score: float


@dataclass(frozen=True, slots=True)
class TextTags:
    """Everything analysis says about one text.

    Attributes:
        language: ISO 639-1 code; None if the text is too short or in none of the known languages.
        language_confidence: From 0 (no idea) to 1 (certain); 0 when `language` is None.
        sentiment: The text's mood.
        keywords: Best first.
        watch_hits: In order of their place in the text.
        intents: Best first.
        meaning: Packed as in `sentiment.meaning`; None from an engine that gives none.
    """

    language: str | None
    language_confidence: float
    sentiment: Sentiment
    keywords: tuple[Keyword, ...]
    watch_hits: tuple[WatchHit, ...]
    intents: tuple[IntentHit, ...] = ()
    meaning: bytes | None = None
