"""What waits to be delivered, taken by workers under leases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pymongo import UpdateOne

from conversations.errors import NotFound
from conversations.outbox import OutboxItem, OutboxState
from storage import names
from storage.client import Database, Document, answering
from storage.documents.deliveries import from_outbox_item, to_outbox_item
from storage.documents.keys import EPOCH


class OutboxRepository:
    """Implements :class:`conversations.ports.Outbox`, and the dead letters."""

    def __init__(self, db: Database) -> None:
        self._outbox = db[names.OUTBOX]

    @answering
    async def claim(
        self,
        owner: str,
        now: datetime,
        lease_s: float,
        limit: int,
        *,
        state: OutboxState = OutboxState.QUEUED,
    ) -> Sequence[OutboxItem]:
        """Take due items of a state under a lease, oldest first. No two owners get the same item.

        Each candidate is taken by its own condition and then read back, for the embedded server's
        findAndModify is slow. Attempts are counted by who settles the item.
        """
        query: Document = {"state": state.value, "due_at": {"$lte": now}}
        due = await self._outbox.find(query, {"_id": 1}).sort("due_at", 1).limit(limit).to_list()
        if not due:
            return []
        ids = [document["_id"] for document in due]
        lease = {
            "state": OutboxState.SENDING.value,
            "lease_owner": owner,
            "lease_until": now + timedelta(seconds=lease_s),
        }
        await self._outbox.bulk_write(
            [UpdateOne({"_id": item_id, "state": state.value}, {"$set": lease}) for item_id in ids],
            ordered=False,
        )
        documents = await self._outbox.find({"_id": {"$in": ids}}).to_list()
        taken = [
            to_outbox_item(document)
            for document in documents
            if all(document.get(key) == value for key, value in lease.items())
        ]
        return sorted(taken, key=lambda item: (item.due_at, item.seq))

    @answering
    async def renew(self, owner: str, item_ids: Sequence[str], until: datetime) -> None:
        """Keep the leases of these items, as far as they are still the owner's."""
        if not item_ids:
            return
        mine = {"state": OutboxState.SENDING.value, "lease_owner": owner}
        await self._outbox.bulk_write(
            [
                UpdateOne({"_id": item_id, **mine}, {"$set": {"lease_until": until}})
                for item_id in item_ids
            ],
            ordered=False,
        )

    @answering
    async def expired(self, now: datetime, limit: int) -> Sequence[OutboxItem]:
        """Items whose lease ran out in ``sending``: what became of them is unknown."""
        query: Document = {
            "state": OutboxState.SENDING.value,
            "lease_until": {"$gte": EPOCH, "$lte": now},
        }
        found = self._outbox.find(query).sort("lease_until", 1).limit(limit)
        return [to_outbox_item(document) async for document in found]

    @answering
    async def settle(self, item: OutboxItem) -> bool:
        """Store the item's new state; only if the lease is still its owner's, else False."""
        settled = item
        if item.state is not OutboxState.SENDING:
            settled = replace(item, lease_owner=None, lease_until=None)
        result = await self._outbox.replace_one(
            {
                "_id": item.id,
                "state": OutboxState.SENDING.value,
                "lease_owner": item.lease_owner,
            },
            from_outbox_item(settled),
        )
        return result.matched_count == 1

    @answering
    async def waiting(self, state: OutboxState, limit: int = 100) -> Sequence[OutboxItem]:
        """Items in a state, longest due first: ``dead`` for the dead letters."""
        found = self._outbox.find({"state": state.value}).sort("due_at", 1).limit(limit)
        return [to_outbox_item(document) async for document in found]

    @answering
    async def get(self, item_id: str) -> OutboxItem:
        """Return it or raise NotFound."""
        document = await self._outbox.find_one({"_id": item_id})
        if document is None:
            raise NotFound("There is no such item in the outbox.")
        return to_outbox_item(document)
