"""Finding the calls that are under way, and the agents' telephones."""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database


async def migrate(db: Database) -> None:
    """Make the collection, and an index that holds nothing but calls under way."""
    if names.PHONES not in set(await db.list_collection_names()):
        await db.create_collection(names.PHONES)
    await db[names.CONVERSATIONS].create_indexes([IndexModel([("live_call", UP)], sparse=True)])
