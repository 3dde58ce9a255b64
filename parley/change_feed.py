"""What other processes have committed, for a process that routes apart from the web."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from conversations.clock import Clock
from conversations.conversation import Conversation
from conversations.events import Committed, Event, SeatChanged
from conversations.people import SYSTEM_SCOPE, Scope, Seat

AT_ONCE = 1000


class Changed(Protocol):
    """Conversations by when they changed."""

    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> tuple[Sequence[Conversation], datetime]:
        """Return what changed since, and from when to ask next."""
        ...


class AllSeats(Protocol):
    """The agents' seats."""

    async def all(self) -> Sequence[Seat]:
        """Return all of them."""
        ...


class ChangeFeed:
    """Polls for changes. What it tells may have been told before: readers go by versions."""

    def __init__(self, conversations: Changed, seats: AllSeats, clock: Clock) -> None:
        self._conversations = conversations
        self._seats = seats
        self._since = clock.now()
        self._seat_versions: dict[str, int] = {}

    async def poll(self) -> Sequence[Event]:
        """Return what has changed since the last call."""
        changed, self._since = await self._conversations.changed_since(
            self._since, SYSTEM_SCOPE, AT_ONCE
        )
        events: list[Event] = [
            Committed(conversation=conversation, before=None, entries=())
            for conversation in changed
        ]
        for seat in await self._seats.all():
            if self._seat_versions.get(seat.user_id) != seat.version:
                self._seat_versions[seat.user_id] = seat.version
                events.append(SeatChanged(seat=seat))
        return events
