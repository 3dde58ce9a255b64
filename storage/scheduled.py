"""Replies that go out later, taken by workers under leases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from pymongo.errors import DuplicateKeyError

from conversations.scheduling import ScheduledReply, ScheduledState
from storage import names
from storage.client import Database, Document, answering
from storage.documents.keys import EPOCH
from storage.documents.scheduled import from_scheduled, to_scheduled

FORGOTTEN_AFTER = timedelta(days=1)
"""How long the mark of a cancelled reply answers for it, should its call be repeated."""
READ = 200


class ScheduledRepository:
    """Implements :class:`conversations.scheduling.Schedule`.

    A taken reply's ``due_at`` is the end of its lease, so a crashed taker's comes up again by the
    same query. Each is taken by its own condition, for the embedded server's findAndModify is slow.
    """

    def __init__(self, db: Database) -> None:
        self._scheduled = db[names.SCHEDULED]

    @answering
    async def add(self, reply: ScheduledReply) -> ScheduledReply:
        """Store it, or return the one that has its id already."""
        try:
            await self._scheduled.insert_one(from_scheduled(reply))
        except DuplicateKeyError:
            return await self.find(reply.id) or reply
        return reply

    @answering
    async def find(self, reply_id: str) -> ScheduledReply | None:
        """Return one, also a cancelled one."""
        document = await self._scheduled.find_one({"_id": reply_id})
        return to_scheduled(document) if document else None

    @answering
    async def of_conversation(self, conversation_id: str) -> Sequence[ScheduledReply]:
        """Return those of a conversation that were not cancelled, by their moment."""
        query: Document = {"conversation_id": conversation_id, "send_at": {"$gte": EPOCH}}
        found = [to_scheduled(it) async for it in self._scheduled.find(query).limit(READ)]
        live = [it for it in found if it.state is not ScheduledState.CANCELLED]
        return sorted(live, key=lambda it: (it.send_at, it.created_at, it.id))

    @answering
    async def claim(
        self, owner: str, now: datetime, lease_s: float, limit: int
    ) -> Sequence[ScheduledReply]:
        """Take due ones under a lease, oldest first, those of a crashed taker included."""
        query: Document = {"due_at": {"$gte": EPOCH, "$lte": now}}
        due = await self._scheduled.find(query).sort("due_at", 1).limit(limit).to_list()
        taken = [
            to_scheduled(document)
            for document in due
            if await self._lease(document, owner, now, lease_s)
        ]
        return [replace(reply, state=ScheduledState.SENDING) for reply in taken]

    @answering
    async def take(
        self, reply_id: str, owner: str, now: datetime, lease_s: float
    ) -> ScheduledReply | None:
        """Take this one now, due or failed; None if it is gone or somebody has it."""
        document = await self._scheduled.find_one({"_id": reply_id})
        if document is None or document["state"] == ScheduledState.CANCELLED:
            return None
        if document["state"] == ScheduledState.SENDING and document["due_at"] > now:
            return None
        if not await self._lease(document, owner, now, lease_s):
            return None
        taken = to_scheduled(document)
        return replace(taken, state=ScheduledState.SENDING, failure=None, error="")

    @answering
    async def done(self, reply_id: str) -> None:
        """Forget one that is on the timeline."""
        await self._scheduled.delete_one({"_id": reply_id})

    @answering
    async def settle(self, reply: ScheduledReply, owner: str) -> bool:
        """Store a taken one's new state; only if the lease is still its owner's, else False."""
        result = await self._scheduled.replace_one(
            {"_id": reply.id, "lease_owner": owner}, from_scheduled(reply)
        )
        return result.matched_count == 1

    @answering
    async def cancel(self, reply_id: str, now: datetime) -> bool:
        """Leave an empty mark in its place, unless somebody is sending it: then False."""
        result = await self._scheduled.update_one(
            {"_id": reply_id, "state": {"$ne": ScheduledState.SENDING.value}},
            {
                "$set": {
                    "state": ScheduledState.CANCELLED.value,
                    "text": "",
                    "forget_at": now + FORGOTTEN_AFTER,
                },
                "$unset": {"due_at": "", "attachments": "", "failure": "", "error": ""},
            },
        )
        return result.matched_count == 1

    async def _lease(self, document: Document, owner: str, now: datetime, lease_s: float) -> bool:
        """Take one as it was read; False if somebody changed it since."""
        result = await self._scheduled.update_one(
            {
                "_id": document["_id"],
                "state": document["state"],
                "due_at": document.get("due_at"),
            },
            {
                "$set": {
                    "state": ScheduledState.SENDING.value,
                    "due_at": now + timedelta(seconds=lease_s),
                    "lease_owner": owner,
                }
            },
        )
        return result.modified_count == 1
