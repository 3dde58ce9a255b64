"""The collections and indexes that the first version needs.

Every index serves one or more hot queries of the shape "equal fields, then one range", which is
what MongoDB and the embedded server both answer from the index alone. Indexes are as few and as
partial as can be: the embedded server writes all entries of a document anew at each update. A query
uses a partial index if its own bounds imply the index's condition.
"""

from __future__ import annotations

from pymongo import ASCENDING as UP
from pymongo import IndexModel

from storage import names
from storage.client import Database
from storage.documents.keys import EPOCH

INDEXES: dict[str, list[IndexModel]] = {
    names.CONVERSATIONS: [
        # one open matter for each thread of an inbox; the race of first messages ends here
        IndexModel([("open_thread", UP)], unique=True, sparse=True),
        IndexModel([("closed_thread", UP)], sparse=True),
        IndexModel([("queue_id", UP), ("category", UP), ("changed_key", UP)]),
        IndexModel(
            [("owner_id", UP), ("category", UP), ("changed_key", UP)],
            partialFilterExpression={"owner_id": {"$gt": ""}},
        ),
        IndexModel([("category", UP), ("changed_key", UP)]),
        IndexModel(
            [("queue_id", UP), ("category", UP), ("waiting_key", UP)],
            partialFilterExpression={"waiting_key": {"$gte": ""}},
        ),
        IndexModel(
            [("queue_id", UP), ("unassigned_key", UP)],
            partialFilterExpression={"unassigned_key": {"$gte": ""}},
        ),
        IndexModel([("state", UP), ("state_key", UP)]),
        IndexModel([("contact_id", UP), ("number", UP)]),
        IndexModel([("holder_id", UP)], sparse=True),
    ],
    names.ENTRIES: [
        IndexModel([("conversation_id", UP), ("seq", UP)]),
        IndexModel([("contact_id", UP), ("time_key", UP)]),
        IndexModel([("external_key", UP)], unique=True, sparse=True),
        IndexModel([("untagged_key", UP)], sparse=True),
        IndexModel([("unsearched_key", UP)], sparse=True),
        IndexModel([("command_id", UP)], unique=True, sparse=True),
    ],
    names.CONTACTS: [
        IndexModel([("identity_keys", UP)], unique=True, sparse=True),
        IndexModel([("terms", UP), ("changed_key", UP)]),
        IndexModel([("changed_key", UP)]),
    ],
    names.JOURNAL: [
        # done records have no next try, and no entry here
        IndexModel(
            [("state", UP), ("next_try_at", UP)],
            partialFilterExpression={"next_try_at": {"$gte": EPOCH}},
        ),
    ],
    names.OUTBOX: [
        IndexModel([("state", UP), ("due_at", UP)]),
        IndexModel(
            [("state", UP), ("lease_until", UP)],
            partialFilterExpression={"lease_until": {"$gte": EPOCH}},
        ),
    ],
    names.SEATS: [
        IndexModel([("queue_ids", UP)]),
        IndexModel([("presence", UP)]),
    ],
    names.DECISIONS: [IndexModel([("conversation_id", UP), ("at", UP)])],
    names.USERS: [IndexModel([("login", UP)], unique=True)],
    names.TEAMS: [IndexModel([("name", UP)], unique=True)],
    names.QUEUES: [IndexModel([("name", UP)], unique=True)],
    names.INBOXES: [IndexModel([("public_key", UP)], unique=True)],
    names.CANNED_ANSWERS: [IndexModel([("team_id", UP), ("shortcut", UP)], unique=True)],
    names.WATCH_LISTS: [IndexModel([("name", UP)], unique=True)],
    names.SESSIONS: [
        IndexModel([("expires_at", UP)], expireAfterSeconds=0),
        IndexModel([("user_id", UP)]),
    ],
    names.API_TOKENS: [IndexModel([("hash", UP)], unique=True)],
    names.DRAFTS: [IndexModel([("user_id", UP)])],
    names.AUDIT: [IndexModel([("time_key", UP)])],
    names.PRESENCE_LOG: [IndexModel([("user_id", UP), ("at", UP)])],
    names.SEARCH_TERMS: [
        IndexModel([("terms", UP), ("time_key", UP)]),
        IndexModel([("contact_id", UP)]),
    ],
    names.SEARCH_WORDS: [IndexModel([("word", UP)], unique=True)],
}


async def migrate(db: Database) -> None:
    """Make the collections, for a transaction should not have to, and their indexes."""
    known = set(await db.list_collection_names())
    for name, indexes in INDEXES.items():
        if name not in known:
            await db.create_collection(name)
        await db[name].create_indexes(indexes)
