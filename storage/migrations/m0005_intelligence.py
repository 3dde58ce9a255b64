"""What analysis keeps beside the conversations: insights and their sums, topics, intents, alerts,
re-taggings under way, and people's corrections."""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database

_PRESENT = {"$gt": ""}

INDEXES: dict[str, list[IndexModel]] = {
    # `at_key` is order_key(at, conversation id): one string to sort, bound and page by
    names.INSIGHTS: [
        IndexModel([("at_key", UP)]),
        IndexModel([("queue_id", UP), ("at_key", UP)]),
        IndexModel(
            [("topic_id", UP), ("at_key", UP)],
            partialFilterExpression={"topic_id": _PRESENT},
        ),
        # what else it is found by: `k:` a keyword, `w:` a watch list, `i:` an intent, …
        IndexModel([("facets", UP), ("at_key", UP)]),
        IndexModel([("contact_id", UP)]),
    ],
    # one sum per day and queue, `_id` is "day:queue"; `stale_key` is there while it has to be
    # made anew
    names.INSIGHT_DAYS: [
        IndexModel([("day", UP)]),
        IndexModel([("queue_id", UP), ("day", UP)]),
        IndexModel([("stale_key", UP)], sparse=True),
    ],
    names.TOPICS: [],
    names.INTENTS: [IndexModel([("name", UP)], unique=True)],
    # `_id` is what an alert is about, so that none is raised twice; `open_key` is there until
    # somebody has seen to it
    names.ALERTS: [
        IndexModel([("time_key", UP)]),
        IndexModel([("queue_id", UP), ("time_key", UP)]),
        IndexModel(
            [("queue_id", UP), ("open_key", UP)],
            partialFilterExpression={"open_key": {"$gte": ""}},
        ),
        IndexModel(
            [("owner_id", UP), ("time_key", UP)],
            partialFilterExpression={"owner_id": _PRESENT},
        ),
        IndexModel(
            [("owner_id", UP), ("open_key", UP)],
            partialFilterExpression={"open_key": {"$gte": ""}},
        ),
        IndexModel([("open_key", UP)], sparse=True),
        IndexModel(
            [("topic_id", UP), ("time_key", UP)],
            partialFilterExpression={"topic_id": _PRESENT},
        ),
        IndexModel([("conversation_id", UP)], sparse=True),
    ],
    names.RETAGS: [
        IndexModel([("time_key", UP)]),
        IndexModel([("open_key", UP)], sparse=True),
    ],
    names.CORRECTIONS: [
        IndexModel([("time_key", UP)]),
        IndexModel([("conversation_id", UP), ("seq", UP)]),
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
