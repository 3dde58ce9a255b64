"""Intents by examples: what they find, what they leave alone, and how well, in seven languages."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from sentiment.builtin.engine import BuiltInEngine
from sentiment.intents import AT_MOST, IntentMatcher, Ordinary
from sentiment.lexicon.engine import LexiconEngine
from sentiment.meaning import DIMENSIONS, pack
from sentiment.port import Reading, Text
from sentiment.tagger import Tagger
from sentiment.tags import Sentiment, SentimentLabel
from sentiment.teachings import IntentExamples, Teachings
from tests.running.models import assembled_model

MATTERS = Path(__file__).parents[3] / "sandbox" / "quarter" / "matters"
LANGUAGES = ("az", "de", "en", "es", "fa", "ru", "tr")
LEARNED = 5
"""Sentences of each of two languages that an intent is given."""
TRIED = 5
"""Sentences of each language and matter that are tried."""
ORDINARY = """
    Good evening, how are you? | Guten Abend, wie geht es Ihnen? | İyi akşamlar, nasılsınız?
    Great, thanks a lot! | Super, danke schön! | Harika, çok teşekkürler! | Genial, ¡muchas gracias!
    One moment, please. | Einen Moment bitte. | Bir dakika lütfen. | Un momento, por favor.
    شب بخیر، حال شما چطور است؟ | عالی، خیلی ممنون! | Добрый вечер, как дела? | Отлично, спасибо!
    Axşamınız xeyir, necəsiniz? | Are you still there?
"""


class ByWord:
    """An engine whose meanings are told by the first letter of each word: `r` for returns, …"""

    name = "letters"

    def read_many(self, texts: Sequence[Text]) -> list[Reading]:
        neutral = Sentiment(SentimentLabel.NEUTRAL, 0.0, self.name)
        return [Reading(neutral, self._meaning(it.text)) for it in texts]

    def _meaning(self, text: str) -> bytes:
        seed = int.from_bytes(text.encode()[:8].ljust(8), "big")
        vector = np.random.default_rng(seed).normal(0, 0.03, DIMENSIONS)
        for word in text.split():
            if word[0] in "QXZ":
                vector += np.random.default_rng(ord(word[0])).normal(0, 1, DIMENSIONS)
            else:
                vector += np.random.default_rng(ord(word[0])).normal(0, 0.02, DIMENSIONS)
        return pack(vector.astype(np.float32))


def intent(name: str, letter: str) -> IntentExamples:
    return IntentExamples(name, name, tuple(f"{letter} {word}" for word in ("a", "b", "c", "d")))


@pytest.fixture
def taught() -> Tagger:
    tagger = Tagger(ByWord())
    tagger.teach(Teachings(intents=(intent("Quit", "Q"), intent("Exchange", "X"))))
    return tagger


def found(tagger: Tagger, text: str) -> list[str]:
    (tags,) = tagger.tag_many([Text(text)])
    return [hit.intent_id for hit in tags.intents]


def test_a_text_gets_the_intent_that_it_is_like(taught: Tagger) -> None:
    assert found(taught, "Q e") == ["Quit"]
    assert found(taught, "X e") == ["Exchange"]


def test_what_is_like_none_gets_none(taught: Tagger) -> None:
    assert found(taught, "hello there") == []
    assert found(taught, "Z e") == []


def test_a_text_may_have_two_and_no_more(taught: Tagger) -> None:
    assert len(found(taught, "Q X")) <= AT_MOST


def test_intents_are_exchanged_while_the_tagger_runs(taught: Tagger) -> None:
    taught.teach(Teachings(intents=(IntentExamples("Quit", "Leaving", ("Q a", "Q b", "Q c")),)))
    (tags,) = taught.tag_many([Text("Q e")])
    assert [(hit.intent_id, hit.name) for hit in tags.intents] == [("Quit", "Leaving")]
    taught.teach(Teachings())
    assert found(taught, "Q e") == []


def test_an_engine_without_meanings_finds_none_and_does_not_fail() -> None:
    tagger = Tagger(LexiconEngine())
    tagger.teach(Teachings(intents=(intent("Quit", "Q"),)))
    assert found(tagger, "Q e") == []
    assert not tagger.meanings


def test_an_encoder_beside_such_an_engine_finds_them() -> None:
    tagger = Tagger(LexiconEngine(), encoder=ByWord)
    (before,) = tagger.tag_many([Text("Q e")])
    tagger.teach(Teachings(intents=(intent("Quit", "Q"),)))
    (tags,) = tagger.tag_many([Text("Q e")])
    assert [hit.intent_id for hit in tags.intents] == ["Quit"]
    assert tagger.meanings
    assert (before.meaning is None, tags.meaning is None) == (True, False)
    assert tags.sentiment == before.sentiment


class Measured:
    """The built-in model, its meanings kept, and the customers' first messages by matter."""

    def __init__(self) -> None:
        self.engine = BuiltInEngine(assembled_model())
        self._meanings: dict[str, bytes | None] = {}
        self.ordinary = Ordinary.read(self.meanings)
        self.matters: dict[str, dict[str, list[str]]] = {
            language: tomllib.loads((MATTERS / f"{language}.toml").read_text(encoding="utf-8"))
            for language in LANGUAGES
        }

    def meanings(self, texts: Sequence[str]) -> list[bytes | None]:
        new = [text for text in dict.fromkeys(texts) if text not in self._meanings]
        readings = self.engine.read_many([Text(text) for text in new])
        self._meanings |= {text: it.meaning for text, it in zip(new, readings, strict=True)}
        return [self._meanings[text] for text in texts]

    def matcher(self, matters: Sequence[str]) -> IntentMatcher:
        """Intents of five English and five German sentences each."""
        examples = [
            IntentExamples(
                it,
                it,
                tuple(text for of in ("en", "de") for text in self.matters[of][it][:LEARNED]),
            )
            for it in matters
        ]
        return IntentMatcher(examples, self.ordinary, self.meanings)

    def unseen(self, language: str, matter: str) -> list[str]:
        start = LEARNED if language in ("en", "de") else 0
        return self.matters[language][matter][start : start + TRIED]


@pytest.fixture(scope="module")
def measured() -> Measured:
    return Measured()


@pytest.mark.timeout(300)
def test_twelve_intents_are_found_in_seven_languages(measured: Measured) -> None:
    """Floors below what was measured: precision .94 and recall .69 (see docs/intelligence.md)."""
    matters = sorted(measured.matters["en"])
    matcher = measured.matcher(matters)
    right = wrong = missed = 0
    for language in LANGUAGES:
        right_here = missed_here = 0
        for matter in matters:
            for text in measured.unseen(language, matter):
                (meaning,) = measured.meanings([text])
                hits = [hit.intent_id for hit in matcher.find(meaning)]
                assert len(hits) <= AT_MOST
                right_here += matter in hits
                missed_here += matter not in hits
                wrong += sum(hit != matter for hit in hits)
        right, missed = right + right_here, missed + missed_here
        assert right_here / (right_here + missed_here) > 0.4, language
    assert right / (right + wrong) > 0.92
    assert right / (right + missed) > 0.64


@pytest.mark.timeout(300)
def test_ordinary_messages_have_no_intent(measured: Measured) -> None:
    matcher = measured.matcher(sorted(measured.matters["en"]))
    texts = [text.strip() for text in ORDINARY.replace("\n", "|").split("|") if text.strip()]
    hits = [
        text
        for text, meaning in zip(texts, measured.meanings(texts), strict=True)
        if matcher.find(meaning)
    ]
    assert hits == []


@pytest.mark.timeout(300)
def test_a_lonely_intent_leaves_other_matters_alone(measured: Measured) -> None:
    """With nothing to compare with but ordinary sentences it is the hardest. Measured: .008 of all,
    .036 of the worst (see docs/intelligence.md)."""
    matters = sorted(measured.matters["en"])
    shares = []
    for one in matters:
        matcher = measured.matcher([one])
        others = [
            text
            for language in LANGUAGES
            for matter in measured.matters[language]
            if matter != one
            for text in measured.unseen(language, matter)
        ]
        hits = sum(bool(matcher.find(it)) for it in measured.meanings(others))
        shares.append(hits / len(others))
        assert shares[-1] < 0.05, one
    assert sum(shares) / len(shares) < 0.015
