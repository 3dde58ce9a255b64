"""How many conversations a watch list was found in."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from conversations.people import Scope
from storage import names
from storage.client import Database, answering
from storage.documents.keys import moment_key

COUNT_LIMIT = 10_000
"""Counting stops here."""


class WatchCounter:
    """Counts in the index of what insights are found by."""

    def __init__(self, db: Database) -> None:
        self._insights = db[names.INSIGHTS]

    @answering
    async def since(
        self, list_ids: Sequence[str], moment: datetime, scope: Scope
    ) -> dict[str, int]:
        """Return for each list in how many conversations in scope it was found that began at or
        after ``moment``."""
        counts = await asyncio.gather(*(self._of(it, moment, scope) for it in list_ids))
        return dict(zip(list_ids, counts, strict=True))

    async def _of(self, list_id: str, moment: datetime, scope: Scope) -> int:
        query = {"facets": f"w:{list_id}", "at_key": {"$gte": moment_key(moment)}}
        found = self._insights.find(query, {"_id": 0, "queue_id": 1}).limit(COUNT_LIMIT)
        return sum([scope.covers(queue_id=it["queue_id"]) async for it in found])
