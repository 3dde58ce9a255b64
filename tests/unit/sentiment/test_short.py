from __future__ import annotations

from collections.abc import Sequence

import pytest

from sentiment.lexicon.engine import LexiconEngine
from sentiment.port import Reading, Text
from sentiment.short import ShortTextsByLexicon
from sentiment.tags import Sentiment, SentimentLabel

LEXICON = LexiconEngine()


class GloomyEngine:
    """Finds everything negative, and gives each text a meaning: its length."""

    name = "gloomy-1"

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        return [
            Reading(Sentiment(SentimentLabel.NEGATIVE, -1.0, self.name), bytes([len(it.text)]))
            for it in texts
        ]


ENGINE = ShortTextsByLexicon(GloomyEngine(), LEXICON)


@pytest.mark.parametrize(
    ("text", "language", "label"),
    [
        ("Danke", "de", SentimentLabel.POSITIVE),
        ("DANKE!!!", "de", SentimentLabel.POSITIVE),
        ("suuuper", None, SentimentLabel.POSITIVE),
        ("teşekkürler", None, SentimentLabel.POSITIVE),
        ("tesekkurler", "tr", SentimentLabel.POSITIVE),
        ("خیلی بد", "fa", SentimentLabel.NEGATIVE),
        ("not good", "en", SentimentLabel.NEGATIVE),
        ("good morning", "en", SentimentLabel.NEUTRAL),
        ("👍", None, SentimentLabel.POSITIVE),
        ("спасибо 👍", "ru", SentimentLabel.POSITIVE),
    ],
)
def test_known_words_are_read_by_the_lists(
    text: str, language: str | None, label: SentimentLabel
) -> None:
    (reading,) = ENGINE.read_many([Text(text, language)])
    assert (reading.sentiment.label, reading.sentiment.engine) == (label, LEXICON.name)
    assert reading.meaning == bytes([len(text)])


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Super Müller", "de"),  # a name
        ("order status", "en"),
        ("very very good", "en"),  # three words
        ("Danke", "fi"),  # no list for it
        ("not", "en"),  # known, but it has no value of its own
        ("", None),
        ("…", None),
        ("👍" * 61, None),
    ],
)
def test_everything_else_is_read_by_the_engine(text: str, language: str | None) -> None:
    (reading,) = ENGINE.read_many([Text(text, language)])
    assert reading.sentiment.engine == "gloomy-1"


def test_readings_keep_their_order() -> None:
    texts = ["Danke", "Where is my parcel?", "👍", "It is lost, I fear."]
    found = [it.sentiment.engine for it in ENGINE.read_many([Text(text) for text in texts])]
    assert found == [LEXICON.name, "gloomy-1", LEXICON.name, "gloomy-1"]
    assert ENGINE.name == "gloomy-1"
    assert ENGINE.read_many([]) == []
