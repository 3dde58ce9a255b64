"""Counts within a stretch of time, shared by all processes: for what may happen so often only."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pymongo.errors import DuplicateKeyError

from conversations.clock import Clock
from storage import names
from storage.client import Database, answering


class TallyRepository:
    """Counts under a key in fixed stretches; the database forgets old ones by itself (TTL)."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._tallies = db[names.TALLIES]
        self._clock = clock

    @answering
    async def take(self, key: str, limit: int, window_s: float) -> bool:
        """Count one; False, and nothing counted, if there were ``limit`` in this stretch already.

        Stretches lie end to end from 1970 on, so a limit may be met twice around a border.
        """
        number = int(self._clock.now().timestamp() // window_s)
        end = datetime.fromtimestamp((number + 1) * window_s, UTC)
        identity = f"{key}:{window_s:g}:{number}"
        counted = await self._tallies.update_one(
            {"_id": identity, "count": {"$lt": limit}}, {"$inc": {"count": 1}}
        )
        if counted.matched_count == 1:
            return True
        if limit < 1:
            return False
        try:
            await self._tallies.insert_one(
                {"_id": identity, "count": 1, "expires_at": end + timedelta(minutes=5)}
            )
        except DuplicateKeyError:
            return await self._again(identity, limit)
        return True

    async def _again(self, identity: str, limit: int) -> bool:
        """Somebody else began the stretch in the same moment, or it is full."""
        counted = await self._tallies.update_one(
            {"_id": identity, "count": {"$lt": limit}}, {"$inc": {"count": 1}}
        )
        return counted.matched_count == 1
