"""A labelled text."""

from dataclasses import dataclass

from sentiment.tags import SentimentLabel


@dataclass(frozen=True, slots=True)
class Example:
    """A text with the mood that people gave it.

    Attributes:
        text: As a person wrote it.
        label: What people say it sounds like.
        language: ISO 639-1.
        source: Which collection it comes from.
        style: How it is written, for the collections that say (`capitals`, `bare` …).
        held_out: Whether it is kept for testing: training never sees it.
    """

    text: str
    label: SentimentLabel
    language: str
    source: str
    style: str = "plain"
    held_out: bool = False
