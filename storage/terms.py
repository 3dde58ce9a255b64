"""Words as search knows them: the same text however it was typed.

Compatibility forms are unified (NFKC), case is folded, marks above and below letters are left
out, Turkish and Azerbaijani letters meet their plain neighbours, Arabic letters and digits meet
the Persian and the Latin ones, and the joiner inside Persian words does not part them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from conversations.contacts import Contact

MAX_LENGTH = 32
"""Longer words are cut, in texts and in queries alike."""
MAX_TERMS = 256
"""Different words kept of one text."""

_LETTERS = str.maketrans(
    {
        "ı": "i",
        "ə": "e",
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "æ": "ae",
        "œ": "oe",
        "ي": "ی",
        "ى": "ی",
        "ك": "ک",
        "ة": "ه",
        "ۀ": "ه",
        "\u0640": None,  # tatweel, which only stretches a word
        "\u200c": None,  # zero width non-joiner
        "\u200d": None,  # zero width joiner
        "\u00ad": None,  # soft hyphen
    }
)
_WORD = re.compile(r"[^\W_]+")


def fold(text: str) -> str:
    """Return ``text`` in the one spelling that search compares."""
    lowered = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", lowered)
    bare = "".join(_digit(char) for char in decomposed if not unicodedata.combining(char))
    return bare.translate(_LETTERS)


def words(text: str) -> list[str]:
    """The words of ``text``, folded, in their order."""
    return [word[:MAX_LENGTH] for word in _WORD.findall(fold(text))]


def terms_of(text: str) -> list[str]:
    """The different words of ``text``, at most :data:`MAX_TERMS`."""
    return list(dict.fromkeys(words(text)))[:MAX_TERMS]


def contact_terms(contact: Contact) -> list[str]:
    """What a contact is found by: every beginning of the words of name, address and phone.

    Names are short and typed as one goes, so beginnings are stored and a search is an equality.
    """
    sources = [contact.name, contact.email or "", contact.phone or ""]
    sources += [identity.address for identity in contact.identities]
    found = {start for source in sources for word in words(source) for start in _starts(word)}
    return sorted(found)[:MAX_TERMS]


def _starts(word: str) -> Iterator[str]:
    for length in range(min(2, len(word)), min(len(word), 12) + 1):
        yield word[:length]
    if len(word) > 12:
        yield word


def _digit(char: str) -> str:
    return str(unicodedata.digit(char)) if char.isdigit() and not char.isascii() else char
