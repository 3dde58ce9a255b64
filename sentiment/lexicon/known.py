"""Whether a language's word list has every word of a text."""

from collections.abc import Sequence

from sentiment.lexicon.load import Lexicon
from sentiment.lexicon.segments import readable
from sentiment.lexicon.tokens import Word
from sentiment.normalise import without_marks


def explains(lexicon: Lexicon, words: Sequence[Word], valued: bool) -> bool:
    """Return whether each word is an entry, a negator or a word of degree.

    ``valued`` says that something beside the words has a value; otherwise one of them has to.
    """
    forms = [readable(word, lexicon) for word in words]
    plain = [without_marks(form) for form in forms]
    place = 0
    while place < len(words):
        length = 0
        for table in (
            lexicon.entries,
            lexicon.negators,
            lexicon.intensifiers,
            lexicon.dampeners,
        ):
            match = table.longest_at(forms, place) or table.longest_at(plain, place)
            if match is not None:
                length = match.length
                valued = valued or table is lexicon.entries
                break
        if not length:
            return False
        place += length
    return valued
