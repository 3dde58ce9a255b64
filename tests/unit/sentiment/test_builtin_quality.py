"""How well the built-in model, as it is shipped, reads the sentences that training never sees."""

from collections.abc import Callable
from functools import cache

import pytest

from sentiment.builtin.engine import BuiltInEngine
from sentiment.language import LanguageDetector
from sentiment.port import Text
from sentiment.training import sentences
from sentiment.training.example import Example
from sentiment.training.report import GROUP_FLOORS
from sentiment.training.scoring import score
from tests.running.models import assembled_model

pytestmark = pytest.mark.timeout(120)

WAYS: dict[str, Callable[[Example], Example | None]] = {
    "contact center": lambda example: example,
    "in capitals": sentences.in_capitals,
    "without diacritics": sentences.without_diacritics,
}


@cache
def engine() -> BuiltInEngine:
    return BuiltInEngine(assembled_model())


@cache
def detector() -> LanguageDetector:
    return LanguageDetector()


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("language", sentences.LANGUAGES)
def test_it_reads_what_customers_write(language: str, way: str) -> None:
    written = [WAYS[way](it) or it for it in sentences.testing((language,))]
    texts = [Text(it.text, detector().detect(it.text, None).language) for it in written]
    read = [it.sentiment.label for it in engine().read_many(texts)]
    found = score([it.label for it in written], read)
    assert found.macro_f1 >= GROUP_FLOORS[way], found


@pytest.mark.parametrize("language", sentences.LANGUAGES)
def test_what_it_is_tested_with_it_has_not_learnt(language: str) -> None:
    learnt = {it.text.casefold() for it in sentences.training((language,))}
    tested = [it.text.casefold() for it in sentences.testing((language,))]
    assert not learnt & set(tested)
    assert len(set(tested)) == len(tested)
    assert len(learnt) + len(tested) >= 400
    assert len(tested) >= (len(learnt) + len(tested)) / 5
