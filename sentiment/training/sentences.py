"""Our own sentences: what customers write to a contact center, in seven languages.

`sentences/<language>.train.tsv` and `.test.tsv` hold a label, a style and a text a line. The test
files are never read by what trains.
"""

from collections.abc import Iterator
from pathlib import Path

from sentiment.normalise import without_marks
from sentiment.tags import SentimentLabel
from sentiment.training.example import Example

LANGUAGES = ("en", "de", "tr", "fa", "az", "es", "ru")
FOLDER = Path(__file__).with_name("sentences")
SOURCE = "contact center"


def training(languages: tuple[str, ...] = LANGUAGES) -> list[Example]:
    """Return the sentences to learn from."""
    return [example for language in languages for example in _read(language, "train")]


def testing(languages: tuple[str, ...] = LANGUAGES) -> list[Example]:
    """Return the sentences to measure with."""
    return [example for language in languages for example in _read(language, "test")]


def in_capitals(example: Example) -> Example | None:
    """Return the example in capitals, by its language's rule; None if its script has none."""
    text = example.text
    if example.language in ("tr", "az"):
        text = text.replace("i", "İ").replace("ı", "I")
    return _other(example, text.upper(), "capitals")


def without_diacritics(example: Example) -> Example | None:
    """Return the example as typed on a foreign keyboard; None if that changes nothing."""
    return _other(example, "".join(_plain(letter) for letter in example.text), "bare")


def _other(example: Example, text: str, style: str) -> Example | None:
    if text == example.text:
        return None
    return Example(text, example.label, example.language, example.source, style, example.held_out)


def _plain(letter: str) -> str:
    if letter in "ıİ":
        return "i" if letter == "ı" else "I"
    plain = without_marks(letter.lower())
    return plain.upper() if letter.isupper() else plain


def _read(language: str, part: str) -> Iterator[Example]:
    file = FOLDER / f"{language}.{part}.tsv"
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        label, style, text = line.split("\t")
        yield Example(text, SentimentLabel(label), language, SOURCE, style, part == "test")
