"""Messages of spaces alone no longer wait for tags: nothing can be read in them."""

from __future__ import annotations

from pymongo import UpdateOne

from storage import names
from storage.client import Database

AT_ONCE = 500


async def migrate(db: Database) -> None:
    """Take them off the list of what is not tagged yet."""
    entries = db[names.ENTRIES]
    waiting = entries.find({"untagged_key": {"$gte": ""}}, {"text": 1})
    blank = [it["_id"] async for it in waiting if not it.get("text", "").strip()]
    for start in range(0, len(blank), AT_ONCE):
        writes = [
            UpdateOne({"_id": each}, {"$unset": {"untagged_key": ""}})
            for each in blank[start : start + AT_ONCE]
        ]
        await entries.bulk_write(writes, ordered=False)
