"""Reads a language's word list.

A list is a TOML file in `words/`:

- `[valence]`: for each valence from "-3" to "3" the entries that carry it, separated by white
  space. An entry is a word; a stem when it ends in `*` (`berbat*` also reads berbattı); a phrase
  when its words are joined by `_` (each may be a stem). The longest entry wins, so entries of
  valence 0 shield an idiom from the words in it ("good morning").
- `negators`, and with `negation` where the negated word stands: `forward` (not good), `backward`
  (iyi değil), or `either`.
- `negated_verb`: for languages that negate inside the verb, a regular expression over the plain
  word (no marks on letters). `inability`: the same for "cannot", which is a mild complaint by
  itself; it sees the word before, too.
- `intensifiers`, `dampeners`, `but`: words that strengthen or weaken the next, or turn the
  sentence.
- `courtesies`: entries of `[valence]` that a polite person also ends a complaint with (thanks).
- `acknowledgements`: words that praise nothing when they stand alone before a comma ("Good, I will
  wait").
- `distinct_accents`: words that are another word without their marks (schön, schon).
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from sentiment.lexicon.entries import EntryTable, Pattern
from sentiment.normalise import fold, without_marks


class Negation(StrEnum):
    """Where the negated word stands, seen from the negator."""

    FORWARD = "forward"
    BACKWARD = "backward"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One language's entries and rules, ready for matching."""

    language: str
    negation: Negation
    entries: EntryTable
    negators: EntryTable
    intensifiers: EntryTable
    dampeners: EntryTable
    but: EntryTable
    courtesies: EntryTable
    acknowledgements: EntryTable
    negated_verb: re.Pattern[str] | None
    inability: re.Pattern[str] | None


class LexiconError(ValueError):
    """A word list is missing or contradicts itself; the message names the file and the entry."""


LANGUAGES = ("en", "de", "tr", "fa", "az", "es", "ru")


@cache
def lexicon_for(language: str) -> Lexicon:
    """Load the word list of a language.

    Raises:
        LexiconError: If there is none, or it contradicts itself.
    """
    if language not in LANGUAGES:
        raise LexiconError(f"no lexicon for {language!r}; there are {', '.join(LANGUAGES)}")
    source = tomllib.loads(_read(f"{language}.toml"))
    distinct = frozenset(fold(word) for word in source.get("distinct_accents", "").split())

    def table(entries: dict[str, float]) -> EntryTable:
        return EntryTable(
            pattern
            for entry, valence in entries.items()
            for pattern in _spellings(entry, valence, language, distinct)
        )

    def words(key: str) -> EntryTable:
        return table(dict.fromkeys(source.get(key, "").split(), 1.0))

    return Lexicon(
        language=language,
        negation=Negation(source["negation"]),
        entries=table(_valences(source, language)),
        negators=words("negators"),
        intensifiers=words("intensifiers"),
        dampeners=words("dampeners"),
        but=words("but"),
        courtesies=words("courtesies"),
        acknowledgements=words("acknowledgements"),
        negated_verb=_expression(source, "negated_verb"),
        inability=_expression(source, "inability"),
    )


@cache
def emoji_valences() -> dict[str, float]:
    """Valence of each emoji and emoticon, the same for all languages."""
    return _valences(tomllib.loads(_read("emoji.toml")), "emoji")


def _read(name: str) -> str:
    return files("sentiment.lexicon").joinpath("words", name).read_text(encoding="utf-8")


def _valences(source: dict[str, Any], name: str) -> dict[str, float]:  # Any: what tomllib gives
    valences: dict[str, float] = {}
    for valence, entries in source["valence"].items():
        for entry in entries.split():
            if valences.setdefault(entry, float(valence)) != float(valence):
                raise LexiconError(
                    f"{name}.toml: {entry!r} stands under {valence} and another valence"
                )
    return valences


def _expression(source: dict[str, Any], key: str) -> re.Pattern[str] | None:  # Any: as above
    return re.compile(source[key]) if key in source else None


def _spellings(
    entry: str, valence: float, language: str, distinct: frozenset[str]
) -> Iterator[Pattern]:
    """Yield the entry as written and as typed on a keyboard without its letters."""
    folded = fold(entry)
    variants = {folded}
    if folded not in distinct:
        variants.add(without_marks(folded))
    if language == "de":
        variants.add(_with_e_for_umlaut(folded))
    for variant in variants:
        yield Pattern.parse(variant, valence)


def _with_e_for_umlaut(word: str) -> str:
    return word.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue")
