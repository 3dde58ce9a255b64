"""What a team teaches and orders of the analysis: re-taggings' work, tunings and their heads, how
the tagging process is, and texts whose intents somebody asks for."""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database

INDEXES: dict[str, list[IndexModel]] = {
    # `_id` is "re-tagging:number" and is all that is asked for
    names.RETAG_WORK: [],
    names.TUNES: [
        IndexModel([("time_key", UP)]),
        IndexModel([("open_key", UP)], sparse=True),
    ],
    # `_id` is the version; "in_force" points at one
    names.MODEL_HEADS: [],
    names.TAGGING_STATES: [],
    # a customer's words may be among what is tried: it does not stay
    names.INTENT_TRIALS: [
        IndexModel([("asked_key", UP)], sparse=True),
        IndexModel([("expires_at", UP)], expireAfterSeconds=0),
    ],
}


async def migrate(db: Database) -> None:
    """Make the collections, for a transaction should not have to, and their indexes."""
    known = set(await db.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in known:
            await db.create_collection(name)
        if indexes:
            await db[name].create_indexes(indexes)
