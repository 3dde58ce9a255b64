"""How a text is written before the built-in model reads it, in training and at work alike."""

import re
import unicodedata
from collections.abc import Callable, Sequence

_TURKIC = frozenset({"tr", "az"})
_TURKISH_LETTERS = re.compile("[ıİşŞğĞəƏ]")
_INVISIBLE = re.compile("[\u00ad\u0640\u200b\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff]")
_ARABIC_KEYBOARD = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " "})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+\.\S+")
_ELONGATED = re.compile(r"[^\W\d_]*?([^\W\d_])\1{2,}[^\W\d_]*")
_DRAWN_OUT = re.compile(r"([^\W\d_])\1{2,}")
_SAME_MARK = re.compile(r"([!?.…])\1{3,}")
_MOST_DRAWN_OUT = 4
_MOSTLY = 0.7  # of the letters
_FEWEST = 5  # capitals; below it an abbreviation (SMS, GPS) is not shouted


Choose = Callable[[Sequence[str]], str]
"""Chooses the likeliest of some spellings of a word."""


def tame(text: str, language: str | None = None, choose: Choose = min) -> str:
    """Return the text with the noise of keyboards taken out.

    Shouted text is lowered by its language's rule (I is the capital of ı in Turkish and
    Azerbaijani), a word whose letters are drawn out ("sooo goood") is spelt as `choose` says, of
    those that have such a letter once or twice; letters of Arabic keyboards become the Persian
    ones, and addresses go. What carries a mood stays: words, marks, emoji.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_ARABIC_KEYBOARD)
    text = _ADDRESS.sub(" ", text)
    if _is_shouted(text):
        text = _lower(text, language)
    text = _ELONGATED.sub(lambda found: choose(_spellings(found.group())), text)
    return _SAME_MARK.sub(r"\1\1\1", text).strip()


def _spellings(word: str) -> list[str]:
    """Return the word with each drawn-out letter once or twice, in every combination of the first
    few."""
    once = _DRAWN_OUT.sub(r"\1", word)
    if len(_DRAWN_OUT.findall(word)) > _MOST_DRAWN_OUT:
        return [once]
    spellings = [word]
    while _DRAWN_OUT.search(spellings[0]):
        spellings = [
            _DRAWN_OUT.sub(kept, spelling, count=1)
            for spelling in spellings
            for kept in (r"\1", r"\1\1")
        ]
    return spellings


def _is_shouted(text: str) -> bool:
    capitals = sum(map(str.isupper, text))
    return capitals >= _FEWEST and capitals >= _MOSTLY * sum(map(str.isalpha, text))


def _lower(text: str, language: str | None) -> str:
    if language in _TURKIC or (language is None and _TURKISH_LETTERS.search(text)):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower().replace("i\u0307", "i")
