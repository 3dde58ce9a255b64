"""Cuts a text into clauses of words with the emphasis that writing gives them."""

import re
import unicodedata
from dataclasses import dataclass, field

from sentiment.lexicon.load import emoji_valences
from sentiment.normalise import fold, without_addresses

_JOINERS = re.compile(
    "[\u00ad\u0640\u064b-\u065f\u0670\u200b-\u200f\u2060\ufe0e\ufe0f\ufeff\U0001f3fb-\U0001f3ff]"
)
_STRETCH = re.compile(r"([^\W\d_])\1{2,}")
_LONGEST_WORD = 64  # letters; what is longer is no word, and must not cost more than one


@dataclass(frozen=True, slots=True)
class Word:
    """A word as folded for comparing, and whether it was shouted (CAPITALS) or stretched (sooo)."""

    form: str
    shouted: bool
    stretched: bool


@dataclass(slots=True)
class Clause:
    """What stands between two marks of punctuation."""

    words: list[Word] = field(default_factory=list)
    ends_sentence: bool = False


@dataclass(frozen=True, slots=True)
class Tokens:
    """A text taken apart: clauses, valences of its emoji, exclamation marks (3 at most)."""

    clauses: tuple[Clause, ...]
    emoji: tuple[float, ...]
    exclamations: int


def _token_expression() -> re.Pattern[str]:
    emoji = sorted(emoji_valences(), key=len, reverse=True)
    pictures = [re.escape(mark) for mark in emoji if not mark.isascii()]
    # An emoticon of ASCII must not be part of a word or an address (http://, 10:30).
    emoticons = [
        rf"(?<!\w){re.escape(mark)}(?!\w)"
        for mark in emoji
        if mark.isascii() and mark[0] not in ")("
    ]
    brackets = [r"\){2,}", r"\({2,}"]
    return re.compile(
        rf"(?P<emoji>{'|'.join(pictures + emoticons)})|(?P<brackets>{'|'.join(brackets)})"
        r"|(?P<word>[^\W_]+(?:['’ʼ][^\W_]+)*)|(?P<mark>[.!?;,:…،؛؟\n()])"
    )


_TOKEN = _token_expression()


def tokenise(text: str) -> Tokens:
    """Take a text apart. Addresses are left out."""
    text = _JOINERS.sub("", unicodedata.normalize("NFKC", without_addresses(text)))
    all_shouted = text.upper() == text
    clauses = [Clause()]
    emoji: list[float] = []
    for found in _TOKEN.finditer(text):
        piece = found.group()
        match found.lastgroup:
            case "emoji":
                emoji.append(emoji_valences()[piece])
            case "brackets":
                emoji.append(emoji_valences()[piece[:2]])
            case "word":
                clauses[-1].words.append(_word(piece[:_LONGEST_WORD], all_shouted))
            case _:
                clauses[-1].ends_sentence |= piece not in ",:()"
                clauses.append(Clause())
    return Tokens(
        tuple(clause for clause in clauses if clause.words or clause.ends_sentence),
        tuple(emoji),
        min(text.count("!"), 3),
    )


def _word(piece: str, all_shouted: bool) -> Word:
    shouted = not all_shouted and len(piece) > 2 and piece.isupper()
    return Word(fold(piece), shouted, bool(_STRETCH.search(piece.casefold())))


def unstretched(form: str) -> tuple[str, str]:
    """Return a stretched word with its runs cut to two letters and to one (baaad: baad, bad)."""
    return _STRETCH.sub(r"\1\1", form), _STRETCH.sub(r"\1", form)
