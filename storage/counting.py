"""How many conversations each view holds: bounded, and shared by all who ask within seconds."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from conversations.conversation import Category
from conversations.people import Scope
from conversations.queries import ViewCounts
from storage import names
from storage.client import Database, answering
from storage.places import PlaceCache
from storage.windows import Stretch, Windows

COUNT_LIMIT = 1_000
FRESH_S = 3.0
"""A count is not repeated for so long, whoever asks."""
REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Counted:
    until: float
    by_queue: Mapping[str, int]
    """How many of each queue; "" for those of none."""

    @property
    def total(self) -> int:
        return min(COUNT_LIMIT, sum(self.by_queue.values()))


class ViewCounter:
    """Counts views from the lists' own indexes."""

    def __init__(self, db: Database, windows: Windows, places: PlaceCache) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self._places = places
        self._counted: dict[Hashable, _Counted] = {}

    @answering
    async def counts(self, scope: Scope) -> ViewCounts:
        """Return how many conversations each view holds; counting stops at 1000."""
        opened = Category.OPEN.value
        everywhere = scope.everything and not scope.queue_ids
        queue_ids = await self._places.queue_ids() if everywhere else sorted(scope.queue_ids)
        mine, queues, unassigned, waiting = await asyncio.gather(
            self._in({"owner_id": scope.user_id, "category": opened}, "changed_key")
            if scope.user_id
            else _nothing(),
            self._over(queue_ids, everywhere, {"category": opened}, "changed_key"),
            self._over(queue_ids, False, {}, "unassigned_key"),
            self._over(queue_ids, everywhere, {"category": Category.WAITING.value}, "changed_key"),
        )
        if scope.everything:
            everything = (await self._in({"category": opened}, "changed_key")).total
        else:
            elsewhere = sum(n for queue, n in mine.by_queue.items() if queue not in queue_ids)
            everything = min(COUNT_LIMIT, queues + elsewhere)
        return ViewCounts(
            mine=mine.total, queues=queues, unassigned=unassigned, waiting=waiting, all=everything
        )

    async def _over(
        self, queue_ids: Sequence[str], everywhere: bool, equal: Mapping[str, str], key: str
    ) -> int:
        """Count queue after queue, and no further than the limit."""
        if everywhere:
            return (await self._in(equal, key)).total
        total = 0
        for queue_id in queue_ids:
            total += (await self._in({"queue_id": queue_id, **equal}, key)).total
            if total >= COUNT_LIMIT:
                return COUNT_LIMIT
        return total

    async def _in(self, equal: Mapping[str, str], key: str) -> _Counted:
        stretch = Stretch(
            collection=self._conversations,
            equal=equal,
            key=key,
            fields={"_id": 0, key: 1, "queue_id": 1},
        )
        known = self._counted.get(stretch.name)
        now = time.monotonic()
        if known is not None and now < known.until:
            return known
        window = await self._windows.newest(stretch, before=None, limit=COUNT_LIMIT)
        by_queue: dict[str, int] = {}
        for document in window.documents:
            queue_id = document.get("queue_id", "")
            by_queue[queue_id] = by_queue.get(queue_id, 0) + 1
        if len(self._counted) > REMEMBERED:
            self._counted.clear()
        counted = _Counted(now + FRESH_S, by_queue)
        self._counted[stretch.name] = counted
        return counted


async def _nothing() -> _Counted:
    return _Counted(0.0, {})
