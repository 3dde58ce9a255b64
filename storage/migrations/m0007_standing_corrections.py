"""Which of people's corrections stand, and how many: so that they are counted without being read,
and the newest are read without the others."""

from __future__ import annotations

from collections import Counter
from typing import Any

from pymongo import ASCENDING as UP
from pymongo import IndexModel, UpdateOne

from storage import names
from storage.client import Database
from storage.documents.alerts import standing_counter

AT_ONCE = 500
INDEX = IndexModel(
    [("kind", UP), ("stands_key", UP)],
    partialFilterExpression={"stands_key": {"$gte": ""}},
)


async def migrate(db: Database) -> None:
    """Make the index, mark the newest word of each kind about each message, and count them."""
    corrections = db[names.CORRECTIONS]
    await corrections.create_indexes([INDEX])
    newest: dict[tuple[str, int, str], dict[str, Any]] = {}
    async for word in corrections.find({}).sort("time_key", UP):
        newest[word["conversation_id"], word["seq"], word["kind"]] = word
    counts: Counter[str] = Counter()
    writes: list[UpdateOne] = []
    for word in newest.values():
        if word.get("after") is not None:
            counts[word["kind"]] += 1
            marked = {"$set": {"stands_key": word["time_key"]}}
            writes.append(UpdateOne({"_id": word["_id"]}, marked))
    for start in range(0, len(writes), AT_ONCE):
        await corrections.bulk_write(writes[start : start + AT_ONCE], ordered=False)
    for kind, count in counts.items():
        await db[names.COUNTERS].update_one(
            {"_id": standing_counter(kind)}, {"$set": {"count": count}}, upsert=True
        )
