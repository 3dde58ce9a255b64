"""Numbers for people, handed out from small blocks so that few commands ask the database."""

from __future__ import annotations

import asyncio

from pymongo.errors import DuplicateKeyError

from storage import names
from storage.client import Database

BLOCK = 16
"""Numbers that a process takes at once. What is left of them at its end is never given out."""


class Numbers:
    """Counts 1, 2, 3 …; every number once over all processes, with gaps after a restart."""

    def __init__(self, db: Database, name: str = "conversation", *, block: int = BLOCK) -> None:
        self._counters = db[names.COUNTERS]
        self._name = name
        self._block = block
        self._lock = asyncio.Lock()
        self._next = 1
        self._end = 1

    async def next(self) -> int:
        """Return a number that nobody else gets."""
        async with self._lock:
            if self._next == self._end:
                await self._take_block()
            number = self._next
            self._next += 1
            return number

    async def _take_block(self) -> None:
        """Move the counter on, only if it still stands where it was read: the embedded server's
        findAndModify is slow, and a condition does as well."""
        while True:
            document = await self._counters.find_one({"_id": self._name})
            start = int(document["next"]) if document else 1
            end = start + self._block
            if document is None:
                try:
                    await self._counters.insert_one({"_id": self._name, "next": end})
                except DuplicateKeyError:
                    continue
            else:
                moved = await self._counters.update_one(
                    {"_id": self._name, "next": start}, {"$set": {"next": end}}
                )
                if moved.matched_count == 0:
                    continue
            self._next, self._end = start, end
            return
