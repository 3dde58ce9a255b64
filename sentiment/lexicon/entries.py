"""Finds the longest entry of a word list that stands at a place in a text."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self


@dataclass(frozen=True, slots=True)
class Pattern:
    """An entry: one or more words, each whole or (with `*`) a stem."""

    words: tuple[str, ...]
    stems: tuple[bool, ...]
    valence: float

    @classmethod
    def parse(cls, entry: str, valence: float) -> Self:
        """Read `words_of_a_phrase*`."""
        parts = entry.split("_")
        return cls(
            tuple(part.removesuffix("*") for part in parts),
            tuple(part.endswith("*") for part in parts),
            valence,
        )

    @property
    def weight(self) -> int:
        """How much text the entry explains: more words first, then more letters."""
        return 100 * len(self.words) + sum(map(len, self.words))


@dataclass(frozen=True, slots=True)
class Match:
    """An entry found: its number of words, its valence, and its letters in the last word."""

    length: int
    valence: float
    stem_letters: int


@dataclass(slots=True)
class EntryTable:
    """Entries by their first word: a look-up costs the length of a word, not of the list."""

    patterns: Iterable[Pattern]
    _whole: dict[str, list[Pattern]] = field(init=False, default_factory=dict)
    _stems: dict[str, list[Pattern]] = field(init=False, default_factory=dict)
    _shortest_stem: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        """Sort the entries into their drawers."""
        self.patterns = tuple(self.patterns)
        for pattern in self.patterns:
            drawer = self._stems if pattern.stems[0] else self._whole
            drawer.setdefault(pattern.words[0], []).append(pattern)
        self._shortest_stem = min(map(len, self._stems), default=1)

    def longest_at(self, words: Sequence[str], place: int) -> Match | None:
        """Return the longest entry that starts with the word at `place`, or None."""
        first = words[place]
        candidates = list(self._whole.get(first, ()))
        for end in range(len(first), self._shortest_stem - 1, -1):
            candidates.extend(self._stems.get(first[:end], ()))
        fitting = [pattern for pattern in candidates if _fits(pattern, words, place)]
        if not fitting:
            return None
        best = max(fitting, key=lambda pattern: pattern.weight)
        return Match(len(best.words), best.valence, len(best.words[-1]))


def _fits(pattern: Pattern, words: Sequence[str], place: int) -> bool:
    if place + len(pattern.words) > len(words):
        return False
    return all(
        word.startswith(wanted) if stem else word == wanted
        for wanted, stem, word in zip(
            pattern.words, pattern.stems, words[place : place + len(pattern.words)], strict=True
        )
    )
