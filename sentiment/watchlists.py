"""Watch lists: terms a team wants to hear of, such as cancel, lawyer, a competitor's name.

A term matches at the start of a word and need not end it, so that inflected words are found
(avukat in avukatımla, Rechnung in Rechnungsbetrag).
"""

from collections.abc import Iterable
from dataclasses import dataclass

import ahocorasick

from sentiment.normalise import Folded, fold, fold_with_offsets
from sentiment.tags import WatchHit


@dataclass(frozen=True, slots=True)
class WatchList:
    """A named list of terms of one or more words; spelling is compared as `normalise.fold` says."""

    id: str
    name: str
    terms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Term:
    list_id: str
    list_name: str
    term: str
    at_word_start: bool


class WatchMatcher:
    """An automaton over all lists' terms. It does not change: when a list does, make a new one."""

    def __init__(self, lists: Iterable[WatchList] = ()) -> None:
        """Compile the lists. Empty terms are left out; a term may stand in several lists."""
        terms: dict[str, list[_Term]] = {}
        for watch_list in lists:
            for term in dict.fromkeys(watch_list.terms):
                folded = " ".join(fold(term).split())
                if folded:
                    entry = _Term(watch_list.id, watch_list.name, term, folded[0].isalnum())
                    terms.setdefault(folded, []).append(entry)
        self._automaton = ahocorasick.Automaton()
        for folded, entries in terms.items():
            self._automaton.add_word(folded, (len(folded), tuple(entries)))
        self._automaton.make_automaton()
        self._empty = not terms

    def find(self, text: str) -> tuple[WatchHit, ...]:
        """Return every occurrence of every term, in order of place."""
        if self._empty:
            return ()
        folded = _one_space(fold_with_offsets(text))
        hits = []
        for last, (length, entries) in self._automaton.iter(folded.text):
            first = last - length + 1
            inside_word = first > 0 and folded.text[first - 1].isalnum()
            for entry in entries:
                if entry.at_word_start and inside_word:
                    continue
                start, end = folded.starts[first], folded.ends[last]
                hits.append(WatchHit(entry.list_id, entry.list_name, entry.term, start, end))
        return tuple(sorted(hits, key=lambda hit: (hit.start, hit.end, hit.list_id)))


def _one_space(folded: Folded) -> Folded:
    """Make one space of each run of white space: a term may go over a line's end."""
    if (
        not any(letter.isspace() and letter != " " for letter in folded.text)
        and "  " not in folded.text
    ):
        return folded
    kept = [
        (" " if letter.isspace() else letter, start, end)
        for place, (letter, start, end) in enumerate(
            zip(folded.text, folded.starts, folded.ends, strict=True)
        )
        if not (letter.isspace() and place and folded.text[place - 1].isspace())
    ]
    return Folded("".join(k[0] for k in kept), tuple(k[1] for k in kept), tuple(k[2] for k in kept))
