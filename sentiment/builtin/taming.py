"""How a text is written before the built-in model reads it, in training and at work alike."""

import re
import unicodedata

_TURKIC = frozenset({"tr", "az"})
_TURKISH_LETTERS = re.compile("[ıİşŞğĞəƏ]")
_INVISIBLE = re.compile("[\u00ad\u0640\u200b\u200d\u200e\u200f\u2060\ufe0e\ufe0f\ufeff]")
_ARABIC_KEYBOARD = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "\u200c": " "})
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S+@\S+\.\S+")
_ELONGATED = re.compile(r"([^\W\d_])\1{2,}")
_SAME_MARK = re.compile(r"([!?.…])\1{3,}")
_MOSTLY = 0.7  # of the letters
_FEWEST = 5  # capitals; below it an abbreviation (SMS, GPS) is not shouted


def tame(text: str, language: str | None = None) -> str:
    """Return the text with the noise of keyboards taken out.

    Shouted text is lowered by its language's rule (I is the capital of ı in Turkish and
    Azerbaijani), a letter that is drawn out is doubled, letters of Arabic keyboards become the
    Persian ones, and addresses go. What carries a mood stays: words, marks, emoji.
    """
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).translate(_ARABIC_KEYBOARD)
    text = _ADDRESS.sub(" ", text)
    if _is_shouted(text):
        text = _lower(text, language)
    return _SAME_MARK.sub(r"\1\1\1", _ELONGATED.sub(r"\1\1", text)).strip()


def _is_shouted(text: str) -> bool:
    capitals = sum(map(str.isupper, text))
    return capitals >= _FEWEST and capitals >= _MOSTLY * sum(map(str.isalpha, text))


def _lower(text: str, language: str | None) -> str:
    if language in _TURKIC or (language is None and _TURKISH_LETTERS.search(text)):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower().replace("i\u0307", "i")
