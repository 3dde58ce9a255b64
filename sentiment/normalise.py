"""One spelling for comparing: NFKC, case folding, and letters that keyboards write differently.

Offsets into the folded text lead back to the text as it was written.
"""

import re
import unicodedata
from dataclasses import dataclass

_MARK_AFTER_DOTTED_I = "\u0307"
_ARABIC_MARKS = "".join(chr(c) for c in (*range(0x064B, 0x0660), 0x0670))
_INVISIBLE = "\u00ad\u0640\u200b\u200c\u200d\u200e\u200f\u2060\ufe0e\ufeff\ufe0f"

# Applied after NFKC and case folding. Dotless i is written "I" in capitals, which folds to "i", so
# the two are one letter here; Arabic keyboards give yeh and kaf for the Persian letters.
_FOLD = str.maketrans(
    {
        "ı": "i",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ۀ": "ه",
        "ة": "ه",
        "ё": "е",
        "’": "'",
        "‘": "'",
        "ʼ": "'",
        **{mark: None for mark in _MARK_AFTER_DOTTED_I + _ARABIC_MARKS + _INVISIBLE},
        **{chr(0x06F0 + digit): str(digit) for digit in range(10)},
        **{chr(0x0660 + digit): str(digit) for digit in range(10)},
    }
)

# Letters that people write plainly on other keyboards but that Unicode does not decompose.
_UNDECOMPOSABLE = {"ə": "e", "ø": "o", "ł": "l", "æ": "ae", "œ": "oe", "đ": "d"}

# Addresses say nothing about language or mood.
# Anchored at the start of a run of letters, so that the cost stays linear.
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|(?<!\S)\S*@\S*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text whose characters know where they came from.

    `starts[i]` and `ends[i]` bound, in the original, what character i of `text` was made of.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def fold(text: str) -> str:
    """Return the text in the one spelling used for comparing."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold()).translate(
        _FOLD
    )


def fold_with_offsets(text: str) -> Folded:
    """Fold a text, keeping for each resulting character where it stood in the original."""
    if text.isascii():
        places = tuple(range(len(text) + 1))
        return Folded(text.casefold(), places[:-1], places[1:])
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    start = 0
    while start < len(text):
        end = start + 1
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        piece = fold(text[start:end])
        characters.append(piece)
        starts.extend([start] * len(piece))
        ends.extend([end] * len(piece))
        start = end
    return Folded("".join(characters), tuple(starts), tuple(ends))


def without_marks(word: str) -> str:
    """Strip the marks of Latin letters from a folded word (şikayət → sikayet); others stay."""
    if word.isascii():
        return word
    return "".join(_plain(letter) for letter in word)


def without_addresses(text: str) -> str:
    """Blank out web addresses and whatever holds an @ (mail addresses, handles)."""
    return _ADDRESS.sub(" ", text)


def _plain(letter: str) -> str:
    if letter in _UNDECOMPOSABLE:
        return _UNDECOMPOSABLE[letter]
    if "\u00c0" <= letter <= "\u024f":
        return unicodedata.normalize("NFKD", letter)[0]
    return letter
