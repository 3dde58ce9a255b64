"""The collection of replies that go out later, with its indexes."""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database
from storage.documents.keys import EPOCH

INDEXES = [
    # only what a worker may take has a due_at: neither failed ones nor the marks of cancelled ones
    IndexModel([("due_at", UP)], partialFilterExpression={"due_at": {"$gte": EPOCH}}),
    IndexModel([("conversation_id", UP), ("send_at", UP)]),
    IndexModel([("forget_at", UP)], expireAfterSeconds=0),
]


async def migrate(db: Database) -> None:
    """Make the collection and its indexes."""
    if names.SCHEDULED not in await db.list_collection_names():
        await db.create_collection(names.SCHEDULED)
    await db[names.SCHEDULED].create_indexes(INDEXES)
