"""Made-up meanings: topics that are known, in languages that lie apart as an encoder's do."""

from __future__ import annotations

import numpy as np

from sentiment.meaning import DIMENSIONS, Vectors, pack
from sentiment.topics import Found, Known, Point
from sentiment.topics.space import unit

LANGUAGES = ("en", "de", "tr")
_STRAY = 0.5
"""Length of what a text has of its own, beside its topic's direction of length 1."""


def directions(count: int, seed: int = 7) -> Vectors:
    lots = np.random.default_rng(seed)
    return unit(lots.normal(size=(count, DIMENSIONS)).astype(np.float32))


_CORNERS = dict(zip(LANGUAGES, directions(len(LANGUAGES), seed=8), strict=True))
_CONE = directions(1, seed=9)[0]


def points(
    sizes: dict[str, int], topics: Vectors, seed: int = 1, begin: int = 0, words: bool = True
) -> list[Point]:
    """Make points of topics: of the first as many as the first size, and so on. Ids are `name-n`;
    each topic is in each language."""
    lots = np.random.default_rng(seed)
    made = []
    for (name, size), topic in zip(sizes.items(), topics, strict=True):
        for number in range(begin, begin + size):
            language = LANGUAGES[number % len(LANGUAGES)]
            own = lots.normal(size=DIMENSIONS) * (_STRAY / np.sqrt(DIMENSIONS))
            vector = 0.4 * (topic + own) + 2 * _CONE + _CORNERS[language]
            phrases = (f"{name} trouble", "order") if words else ()
            made.append(
                Point(f"{name}-{number}", language, pack(vector.astype(np.float32)), phrases)
            )
    return made


def named(found: Found, prefix: str = "t") -> tuple[list[Known], dict[str, str | None]]:
    """Give new topics ids; return what is known then, and each point's topic."""
    ids = [topic.id or f"{prefix}{index}" for index, topic in enumerate(found.topics)]
    known = [
        Known(id_, topic.name, topic.centroid, topic.size)
        for id_, topic in zip(ids, found.topics, strict=True)
    ]
    return known, {
        point: None if index is None else ids[index] for point, index in found.member_of.items()
    }
