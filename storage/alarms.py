"""Moments at which something is to be looked at, kept over restarts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pymongo.errors import DuplicateKeyError

from storage import names
from storage.client import Database, answering
from storage.documents.keys import EPOCH


class AlarmRepository:
    """One moment for each key of a name. An alarm only reminds: whoever is reminded looks at how
    things stand, so being reminded twice does no harm."""

    def __init__(self, db: Database) -> None:
        self._alarms = db[names.ALARMS]

    @answering
    async def set(self, name: str, key: str, due_at: datetime) -> None:
        """Set an alarm, unless there is one already."""
        try:
            await self._alarms.insert_one(
                {"_id": f"{name}:{key}", "name": name, "key": key, "due_at": due_at}
            )
        except DuplicateKeyError:
            return

    @answering
    async def move(self, name: str, key: str, due_at: datetime) -> None:
        """Put off an alarm that is there."""
        await self._alarms.update_one({"_id": f"{name}:{key}"}, {"$set": {"due_at": due_at}})

    @answering
    async def clear(self, name: str, key: str) -> None:
        """Take an alarm away; harmless if it is gone."""
        await self._alarms.delete_one({"_id": f"{name}:{key}"})

    @answering
    async def due(self, name: str, now: datetime, limit: int) -> Sequence[str]:
        """Return the keys that are due, longest due first."""
        query = {"name": name, "due_at": {"$gte": EPOCH, "$lte": now}}
        found = await self._alarms.find(query).sort("due_at", 1).limit(limit).to_list()
        return [document["key"] for document in found]
