"""Measures the shipped model beside others, in one run, on texts that training never saw."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from transformers import pipeline
from vaderSentiment.vaderSentiment import SentimentIntensityAnalyzer

from sentiment.builtin.engine import BuiltInEngine
from sentiment.language import LanguageDetector
from sentiment.lexicon.engine import LexiconEngine
from sentiment.port import Engine, Text
from sentiment.tags import SentimentLabel
from sentiment.training import sentences, vader
from sentiment.training.example import Example
from sentiment.training.scoring import Score, score

Reader = Callable[[Sequence[str]], list[SentimentLabel]]
_VADER_FELT = 0.05
"""Compound scores nearer to 0 are neutral, as VADER's authors say."""


@dataclass(frozen=True, slots=True)
class Part:
    """A set of held-out texts, by the name that the report gives it."""

    group: str
    name: str
    examples: Sequence[Example]


def parts(downloads: Path) -> list[Part]:
    """Return what is measured on: VADER's held-out fifths, and our own test sentences as they are,
    all in capitals, and all without diacritics."""
    rated = [example for example in vader.load(downloads) if example.held_out]
    found = [
        Part("VADER", source, [it for it in rated if it.source == source])
        for source in vader.SOURCES
    ]
    ways: Mapping[str, Callable[[Example], Example | None]] = {
        "contact center": lambda example: example,
        "in capitals": sentences.in_capitals,
        "without diacritics": sentences.without_diacritics,
    }
    for group, way in ways.items():
        for language in sentences.LANGUAGES:
            written = [way(it) or it for it in sentences.testing((language,))]
            found.append(Part(group, language, written))
    return found


def readers(assembled: Path, folder: Path) -> dict[str, Reader]:
    """Return who reads: ours, the plain pipeline of the same model, the word lists, VADER."""
    return {
        "built-in": _engine(BuiltInEngine(assembled)),
        "transformers pipeline": _pipeline(folder),
        "lexicon": _engine(LexiconEngine()),
        "VADER": _vader(),
    }


def measure(
    given: Sequence[Part], by: Mapping[str, Reader], told: Callable[[str], None]
) -> dict[tuple[str, str], dict[str, Score]]:
    """Return each reader's score for each part, by (group, name)."""
    found: dict[tuple[str, str], dict[str, Score]] = {}
    for part in given:
        meant = [example.label for example in part.examples]
        texts = [example.text for example in part.examples]
        found[part.group, part.name] = {
            name: score(meant, reader(texts)) for name, reader in by.items()
        }
        ours = found[part.group, part.name]["built-in"]
        told(f"{part.group}, {part.name}: accuracy {ours.accuracy:.3f}, F1 {ours.macro_f1:.3f}")
    return found


def _engine(engine: Engine) -> Reader:
    """An engine as it is at work: with the language that was detected."""
    detector = LanguageDetector()

    def read(texts: Sequence[str]) -> list[SentimentLabel]:
        asked = [Text(text, detector.detect(text, None).language) for text in texts]
        return [reading.sentiment.label for reading in engine.read_many(asked)]

    return read


def _pipeline(folder: Path) -> Reader:
    classify = pipeline("text-classification", model=str(folder))

    def read(texts: Sequence[str]) -> list[SentimentLabel]:
        return [SentimentLabel(classify(text, truncation=True)[0]["label"]) for text in texts]

    return read


def _vader() -> Reader:
    analyser = SentimentIntensityAnalyzer()

    def label(text: str) -> SentimentLabel:
        compound = analyser.polarity_scores(text)["compound"]
        if abs(compound) < _VADER_FELT:
            return SentimentLabel.NEUTRAL
        return SentimentLabel.POSITIVE if compound > 0 else SentimentLabel.NEGATIVE

    return lambda texts: [label(text) for text in texts]
