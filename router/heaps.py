"""A binary heap that counts its work, so that a test can hold decisions to O(log n)."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Generic, TypeVar

# Any: the orderings of tuples with unlike tails cannot be said more narrowly.
Item = TypeVar("Item", bound=tuple[Any, ...])

STALE_AT_MOST = 64
"""A heap is swept when more than half of it, beyond so many items, is stale."""


class Tally:
    """How many times a heap of one board was pushed to, popped from, or looked at."""

    __slots__ = ("count",)

    def __init__(self) -> None:
        self.count = 0


class Heap(Generic[Item]):
    """The smallest item first. Items are tuples that never compare beyond their unique part."""

    __slots__ = ("_items", "_tally")

    def __init__(self, tally: Tally, items: Iterable[Item] = ()) -> None:
        self._items = list(items)
        self._tally = tally
        heapq.heapify(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def push(self, item: Item) -> None:
        """Add an item."""
        self._tally.count += 1
        heapq.heappush(self._items, item)

    def pop(self) -> Item:
        """Take the smallest item."""
        self._tally.count += 1
        return heapq.heappop(self._items)

    def replace(self, item: Item) -> Item:
        """Take the smallest item and add another, in one movement."""
        self._tally.count += 1
        return heapq.heapreplace(self._items, item)

    def top(self) -> Item:
        """Return the smallest item without taking it."""
        self._tally.count += 1
        return self._items[0]

    def sweep(self, keep: Callable[[Item], bool]) -> None:
        """Rebuild without the items that have become stale: O(n), so done after n stale ones."""
        self._tally.count += len(self._items)
        self._items = [item for item in self._items if keep(item)]
        heapq.heapify(self._items)


def near_top(items: Sequence[Item], looks: int, tally: Tally) -> list[Item]:
    """Return up to ``looks`` items of a heap in order, walking down from its top without changing
    it: O(looks log looks), whatever the size of the heap."""
    found: list[Item] = []
    frontier = [(items[0], 0)] if items else []
    while frontier and len(found) < looks:
        tally.count += 1
        item, at = heapq.heappop(frontier)
        found.append(item)
        for child in (2 * at + 1, 2 * at + 2):
            if child < len(items):
                heapq.heappush(frontier, (items[child], child))
    return found
