"""From a key, or from what somebody has said, to an option of the menu."""

from __future__ import annotations

import re
import unicodedata

from connectors.voice.settings import Menu, Option
from connectors.voice.words import ALL, base

SHORT = 3
"""A number within a longer sentence is not taken for a key: "one moment please, I …"."""
STEM = 5
"""From so many letters on a word is recognised by how it begins: languages add endings."""

_SAME = str.maketrans(
    {"ı": "i", "ə": "e", "ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ø": "o", "ł": "l", "\u200c": " "}
)
_WORD = re.compile(r"[^\W_]+")


def choice(menu: Menu, digits: str, speech: str, language: str) -> Option | None:
    """The option that was meant, or None. A key that was pressed counts before words; ``language``
    is what numbers are said in (English is always understood).

    Raises nothing: what cannot be understood is no option.
    """
    by_digit = {option.digit: option for option in menu.options}
    if digits:
        return by_digit.get(digits)
    said = plain(speech)
    if not said or not menu.speech:
        return None
    return _by_words(menu, said) or _by_number(by_digit, said, language)


def plain(text: str) -> tuple[str, ...]:
    """The words of a text as they are compared: without case, accents, and the differences that
    recognisers make (the Turkish i with and without a dot, Arabic and Persian letters, and digits
    of other scripts)."""
    split = unicodedata.normalize("NFKD", text.translate(_SAME).casefold().translate(_SAME))
    letters = "".join(
        str(unicodedata.digit(it)) if it.isdigit() else it
        for it in split
        if not unicodedata.combining(it)
    )
    return tuple(_WORD.findall(letters))


def _by_words(menu: Menu, said: tuple[str, ...]) -> Option | None:
    """The option with the longest word or phrase in what was said; none if two have it."""
    best: list[Option] = []
    most = (0, 0)
    for option in menu.options:
        fits = [weight for word in option.words if (weight := _found(plain(word), said))[0]]
        weight = max(fits, default=(0, 0))
        if weight[0] and weight > most:
            best, most = [option], weight
        elif weight[0] and weight == most:
            best.append(option)
    return best[0] if len(best) == 1 else None


def _found(phrase: tuple[str, ...], said: tuple[str, ...]) -> tuple[int, int]:
    """How well a phrase is found: its length, and how many of its words are there whole."""
    best = (0, 0)
    for start in range(len(said) - len(phrase) + 1 if phrase else 0):
        pairs = list(zip(phrase, said[start : start + len(phrase)], strict=True))
        if all(a == b or (len(a) >= STEM and b.startswith(a)) for a, b in pairs):
            best = max(best, (sum(map(len, phrase)), sum(a == b for a, b in pairs)))
    return best


def _by_number(by_digit: dict[str, Option], said: tuple[str, ...], language: str) -> Option | None:
    if len(said) > SHORT:
        return None
    numbers = _numbers(base(language))
    found = {numbers.get(word, word if word in by_digit else "") for word in said} - {""}
    return by_digit.get(found.pop()) if len(found) == 1 else None


def _numbers(language: str) -> dict[str, str]:
    known = [ALL["en"]]
    if language in ALL:
        known.append(ALL[language])
    return {
        plain(name)[0]: str(digit)
        for words in known
        for digit, names in enumerate(words.numbers)
        for name in names
    }
