"""What is said in clusters: their phrases in all languages, and a name in one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sentiment.topics.model import Point
from sentiment.topics.naming import coverage, name_of, telling_phrases
from sentiment.topics.space import Labels

_FEWEST = 20
_SMALLEST_SHARE = 0.1
"""Conversations of a topic, and share of it, that are in the main language, at least, for naming
it in that."""

Phrases = list[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """A cluster's words.

    Attributes:
        name: In the language that most conversations are in, or else most of this cluster's.
        phrases: In all languages, best first.
        told: Share of the cluster's texts that are told by its phrases, in the name's language; 1
            where nothing has phrases.
    """

    name: str
    phrases: tuple[str, ...]
    told: float


def words_of(points: Sequence[Point], clusters: Sequence[Labels]) -> list[Words]:
    """Return the words of each cluster; clusters are given by their members' places."""
    members = [[points[it] for it in each.tolist()] for each in clusters]
    everything = telling_phrases([[point.phrases for point in each] for each in members])
    if not any(everything):
        return [Words("", (), 1.0) for _ in members]
    counts = Counter(point.language for point in points if point.phrases)
    main = counts.most_common(1)[0][0]
    spoken = [_spoken(each, main) for each in members]
    found = []
    in_language: dict[str | None, tuple[list[Phrases], list[tuple[str, ...]]]] = {}
    for index, language in enumerate(spoken):
        if language not in in_language:
            texts = [_texts(each, language) for each in members]
            in_language[language] = (texts, telling_phrases(texts))
        texts, telling = in_language[language]
        told = coverage(texts[index], telling[index])
        found.append(Words(name_of(telling[index]), everything[index], told))
    return found


def _spoken(points: Sequence[Point], main: str | None) -> str | None:
    counts = Counter(point.language for point in points if point.phrases)
    if counts[main] >= max(_FEWEST, _SMALLEST_SHARE * len(points)) or not counts:
        return main
    return counts.most_common(1)[0][0]


def _texts(points: Sequence[Point], language: str | None) -> Phrases:
    return [point.phrases for point in points if point.language == language]
