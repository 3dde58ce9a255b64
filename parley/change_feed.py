"""What other processes have committed, for a process that plays one role of several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from conversations.clock import Clock
from conversations.conversation import Conversation
from conversations.events import Committed, Event, SeatChanged
from conversations.people import SYSTEM_SCOPE, Scope, Seat

AT_ONCE = 1000
REMEMBERED = 10_000
OVERLAP = timedelta(seconds=10)
"""Transactions become visible out of the order of their times; none takes so long."""


class Changed(Protocol):
    """Conversations by when they changed."""

    async def changed_since(
        self, since: datetime, scope: Scope, limit: int
    ) -> Sequence[Conversation]:
        """Return what changed at or after ``since``, in the order of change."""
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
        self._told: dict[str, int] = {}
        self._seat_versions: dict[str, int] = {}

    async def on_event(self, event: Event) -> None:
        """Note a commit of this process, so that it is not told again. One that does not follow on
        what is known is told nevertheless: another process may have committed in between."""
        if not isinstance(event, Committed):
            return
        it, before = event.conversation, event.before
        if before is None:
            self._told.setdefault(it.id, it.version)
        elif self._told.get(it.id) == before.version:
            self._told[it.id] = it.version

    async def poll(self) -> Sequence[Event]:
        """Return what has changed since the last call."""
        events: list[Event] = []
        since, more = self._since - OVERLAP, True
        while more:
            changed = await self._conversations.changed_since(since, SYSTEM_SCOPE, AT_ONCE)
            for conversation in changed:
                if self._told.get(conversation.id, -1) >= conversation.version:
                    continue
                self._told[conversation.id] = conversation.version
                events.append(Committed(conversation=conversation, before=None, entries=()))
            # More may have changed within the overlap than one answer holds.
            more = len(changed) >= AT_ONCE and changed[-1].changed_at > since
            since = changed[-1].changed_at if changed else since
        self._since = max(self._since, since)
        while len(self._told) > REMEMBERED:
            del self._told[next(iter(self._told))]
        for seat in await self._seats.all():
            if self._seat_versions.get(seat.user_id) != seat.version:
                self._seat_versions[seat.user_id] = seat.version
                events.append(SeatChanged(seat=seat))
        return events
