"""How well the word lists read clear sentences of customers; the floors are what we promise."""

import tomllib
from functools import cache
from pathlib import Path

import pytest

from sentiment.lexicon.engine import LexiconEngine
from sentiment.lexicon.load import LANGUAGES
from sentiment.port import Text
from sentiment.tagger import Tagger

FLOOR_OVERALL = 0.9
FLOOR_PER_LANGUAGE = 0.8
FLOOR_LANGUAGE_DETECTION = 0.98

SENTENCES: dict[str, dict[str, list[str]]] = tomllib.loads(
    Path(__file__).with_name("contact_sentences.toml").read_text(encoding="utf-8")
)


@cache
def _tagger() -> Tagger:
    return Tagger(LexiconEngine())


def _marks(language: str, upper: bool = False) -> tuple[list[bool], list[bool]]:
    """For each sentence: whether its mood was read right, and whether its language was."""
    moods: list[bool] = []
    languages: list[bool] = []
    for group, sentences in SENTENCES[language].items():
        wanted = group.removeprefix("later_")
        texts = [Text(_upper(s, language) if upper else s) for s in sentences]
        for tags in _tagger().tag_many(texts):
            moods.append(tags.sentiment.label == wanted)
            languages.append(tags.language == language)
    return moods, languages


def _upper(sentence: str, language: str) -> str:
    return (sentence.replace("i", "İ") if language in ("tr", "az") else sentence).upper()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_language_reaches_its_floor(language: str) -> None:
    moods, _ = _marks(language)
    assert len(moods) >= 12
    assert sum(moods) / len(moods) >= FLOOR_PER_LANGUAGE


def test_all_languages_together_reach_the_floor() -> None:
    marks = [_marks(language) for language in LANGUAGES]
    moods = [mark for mood, _ in marks for mark in mood]
    languages = [mark for _, language in marks for mark in language]
    assert sum(moods) / len(moods) >= FLOOR_OVERALL
    assert sum(languages) / len(languages) >= FLOOR_LANGUAGE_DETECTION


@pytest.mark.parametrize("language", LANGUAGES)
def test_capitals_do_not_blind_it(language: str) -> None:
    moods, _ = _marks(language, upper=True)
    assert sum(moods) / len(moods) >= FLOOR_PER_LANGUAGE
