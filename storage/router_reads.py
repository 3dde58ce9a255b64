"""What the router reads: live conversations in chunks, who holds what, and how queues stand."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from conversations.conversation import Category, Conversation, State
from conversations.places import Queue
from conversations.queries import QueueFigures
from storage import names
from storage.client import Database, Document, answering, translated
from storage.documents.conversation import to_conversation
from storage.documents.keys import moment_key, moment_of
from storage.places import QueueRepository
from storage.seats import SeatRepository
from storage.windows import Stretch, Windows

CHUNK = 500
COUNT_LIMIT = 1_000


class RouterReads:
    """Conversations by state."""

    def __init__(
        self, db: Database, windows: Windows, seats: SeatRepository, queues: QueueRepository
    ) -> None:
        self._conversations = db[names.CONVERSATIONS]
        self._windows = windows
        self.seats = seats.all
        self.queues = queues.all

    async def live(self, states: Sequence[State]) -> AsyncIterator[Sequence[Conversation]]:
        """All conversations in ``states``, in chunks of at most :data:`CHUNK`."""
        for state in states:
            stretch = self._in_state(state)
            cursor: str | None = None
            while True:
                with translated():
                    window = await self._windows.newest(stretch, before=cursor, limit=CHUNK)
                if window.documents:
                    yield [to_conversation(document) for document in window.documents]
                cursor = window.reached
                if cursor is None:
                    break

    def waiting(self) -> AsyncIterator[Sequence[Conversation]]:
        """All conversations that wait in a queue, in chunks."""
        return self.live([State.QUEUED])

    @answering
    async def held_by(self, user_id: str) -> Sequence[Conversation]:
        """Conversations whose ``holder`` is this agent (offered, active, pending)."""
        found = self._conversations.find({"holder_id": user_id})
        return [to_conversation(document) async for document in found]

    @answering
    async def due(self, state: State, now: datetime, limit: int = CHUNK) -> Sequence[Conversation]:
        """Snoozed conversations to wake, or offers that ran out, by ``state``; oldest first."""
        query: Document = {
            "state": state.value,
            "state_key": {"$gte": "", "$lt": moment_key(now) + "~"},
        }
        found = self._conversations.find(query).sort("state_key", 1).limit(limit)
        return [to_conversation(document) async for document in found]

    @answering
    async def figures(self, queue: Queue, since: datetime, now: datetime) -> QueueFigures:
        """Count what is in a queue now and what has happened to it ``since``."""
        queued, offered, active, answered, abandoned, feeling = await asyncio.gather(
            self._count(queue, State.QUEUED),
            self._count(queue, State.OFFERED),
            self._count(queue, State.ACTIVE),
            self._answered(queue, since),
            self._abandoned(queue, since),
            self._feeling(queue),
        )
        waits = [
            (it["first_response_at"] - (it.get("queued_at") or it["created_at"])).total_seconds()
            for it in answered
        ]
        return QueueFigures(
            waiting=len(queued),
            longest_wait_since=await self._longest(queue) if queued else None,
            offered=len(offered),
            active=len(active),
            answered=len(waits),
            in_time=sum(wait <= queue.target_s for wait in waits),
            mean_wait_s=sum(waits) / len(waits) if waits else None,
            abandoned=abandoned,
            sentiment=feeling,
        )

    async def _count(self, queue: Queue, state: State) -> list[Document]:
        stretch = Stretch(
            collection=self._conversations,
            equal={"queue_id": queue.id, "state": state.value},
            key="state_key",
            fields={"state_key": 1},
        )
        return (await self._windows.newest(stretch, before=None, limit=COUNT_LIMIT)).documents

    async def _longest(self, queue: Queue) -> datetime | None:
        stretch = Stretch(
            collection=self._conversations,
            equal={"queue_id": queue.id, "state": State.QUEUED.value},
            key="state_key",
            fields={"state_key": 1},
        )
        window = await self._windows.oldest(stretch, after=None, limit=1)
        return moment_of(window.documents[0]["state_key"]) if window.documents else None

    async def _answered(self, queue: Queue, since: datetime) -> list[Document]:
        query: Document = {"queue_id": queue.id, "first_response_at": {"$gte": since}}
        fields = {"first_response_at": 1, "queued_at": 1, "created_at": 1}
        return await self._conversations.find(query, fields).to_list()

    async def _abandoned(self, queue: Queue, since: datetime) -> int:
        query: Document = {
            "queue_id": queue.id,
            "state": State.ABANDONED.value,
            "state_key": {"$gte": moment_key(since)},
        }
        return len(await self._conversations.find(query, {"_id": 1}).to_list())

    async def _feeling(self, queue: Queue) -> float | None:
        stretch = Stretch(
            collection=self._conversations,
            equal={"queue_id": queue.id, "category": Category.OPEN.value},
            key="changed_key",
            fields={"changed_key": 1, "sentiment_score": 1},
        )
        window = await self._windows.newest(stretch, before=None, limit=COUNT_LIMIT)
        scores = [it["sentiment_score"] for it in window.documents if "sentiment_score" in it]
        return sum(scores) / len(scores) if scores else None

    def _in_state(self, state: State) -> Stretch:
        return Stretch(
            collection=self._conversations, equal={"state": state.value}, key="state_key"
        )
