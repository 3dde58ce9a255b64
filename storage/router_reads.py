"""What the router reads: live conversations in chunks, who holds what, and how queues stand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime

from conversations.conversation import Conversation, State
from storage import names
from storage.client import Database, Document, answering, translated
from storage.documents.conversation import to_conversation
from storage.documents.keys import moment_key
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
    async def live_calls(self) -> Sequence[Conversation]:
        """Conversations whose call is not over for good: somebody is or may be on the line."""
        found = self._conversations.find({"live_call": True})
        return [to_conversation(document) async for document in found]

    @answering
    async def held_by(self, user_id: str) -> Sequence[Conversation]:
        """Conversations that take some of this agent's capacity."""
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

    def _in_state(self, state: State) -> Stretch:
        return Stretch(
            collection=self._conversations, equal={"state": state.value}, key="state_key"
        )
