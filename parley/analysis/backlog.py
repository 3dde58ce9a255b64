"""Messages that came while nobody tagged: found again, newest first, each once in a walk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from conversations.clock import Clock
from conversations.entries import Entry

AT_ONCE = 500
FRESH_S = 5.0
"""Younger messages are left to whoever takes them as they come."""


class Untagged(Protocol):
    """Where messages without tags are found again."""

    async def untagged(self, before: datetime, limit: int) -> Sequence[Entry]:
        """Return inbound messages that came before a moment and have no tags, newest first."""
        ...


class Backlog:
    """Walks from the newest message without tags to the oldest, and then begins anew.

    What was found is not looked at again in the same walk, whether it still waits, is being
    tagged, or could not be stored.
    """

    def __init__(self, untagged: Untagged, clock: Clock) -> None:
        self._untagged = untagged
        self._clock = clock
        self._reached: datetime | None = None

    def begin_anew(self) -> None:
        """Begin the next walk now: there are newer ones to be found."""
        self._reached = None

    async def next(self) -> Sequence[Entry]:
        """Return the next stretch of the walk; an empty one ends it."""
        before = self._reached or self._clock.now() - timedelta(seconds=FRESH_S)
        found = await self._untagged.untagged(before, AT_ONCE)
        self._reached = found[-1].at if found else None
        return found
