"""What connectors keep: where they are in a mailbox, how their lines fare, and what they count."""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database


async def migrate(db: Database) -> None:
    """Make the collections; tallies are forgotten by themselves."""
    known = set(await db.list_collection_names())
    for name in (names.CURSORS, names.CONNECTIONS, names.TALLIES, names.ALARMS):
        if name not in known:
            await db.create_collection(name)
    await db[names.TALLIES].create_indexes([IndexModel([("expires_at", UP)], expireAfterSeconds=0)])
    await db[names.ALARMS].create_indexes([IndexModel([("name", UP), ("due_at", UP)])])
