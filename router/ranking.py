"""An ordered set that knows positions: where somebody stands in line, without counting it.

Items lie in sorted chunks of a bounded size. Adding, removing and finding a position cost a search
among the chunks and one inside a chunk: O(√n) simple steps, about 200 at 100,000 items.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import Any, Generic, TypeVar

# Any: the orderings of tuples with unlike tails cannot be said more narrowly.
Key = TypeVar("Key", bound=tuple[Any, ...])

CHUNK = 512


class Ranking(Generic[Key]):
    """Unique keys in order."""

    __slots__ = ("_chunks", "_count", "_ends")

    def __init__(self) -> None:
        self._chunks: list[list[Key]] = []
        self._ends: list[Key] = []
        self._count = 0

    def __len__(self) -> int:
        return self._count

    def first(self) -> Key | None:
        """Return the smallest key."""
        return self._chunks[0][0] if self._chunks else None

    def add(self, key: Key) -> None:
        """Add a key that is not in yet."""
        self._count += 1
        if not self._chunks:
            self._chunks, self._ends = [[key]], [key]
            return
        at = min(bisect_left(self._ends, key), len(self._chunks) - 1)
        chunk = self._chunks[at]
        insort(chunk, key)
        self._ends[at] = chunk[-1]
        if len(chunk) > 2 * CHUNK:
            upper = chunk[CHUNK:]
            del chunk[CHUNK:]
            self._ends[at] = chunk[-1]
            self._chunks.insert(at + 1, upper)
            self._ends.insert(at + 1, upper[-1])

    def remove(self, key: Key) -> None:
        """Remove a key; KeyError if it is not in."""
        at = bisect_left(self._ends, key)
        chunk = self._chunks[at] if at < len(self._chunks) else []
        inside = bisect_left(chunk, key)
        if inside == len(chunk) or chunk[inside] != key:
            raise KeyError(key)
        del chunk[inside]
        self._count -= 1
        if chunk:
            self._ends[at] = chunk[-1]
        else:
            del self._chunks[at], self._ends[at]

    def position(self, key: Key) -> int:
        """Return how many keys are smaller than or equal to ``key``: 1 for the first."""
        at = bisect_left(self._ends, key)
        ahead = sum(map(len, self._chunks[:at]))
        return ahead + (bisect_right(self._chunks[at], key) if at < len(self._chunks) else 0)
