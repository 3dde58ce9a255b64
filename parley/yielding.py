"""How work that can wait leaves the database to those who wait for an answer."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Protocol

REST_AT_MOST_S = 8.0
"""So that no load keeps it from its work."""
QUIET_S = 0.25


class Shared(Protocol):
    """The database, as those see it who share it (:class:`storage.busy.Busy`)."""

    turn: asyncio.Lock
    """Held while a piece of work is done that can wait, whosever it is."""

    @property
    def pressure(self) -> float:
        """How much others wait for the database, from 0 to 1."""
        ...


class Yielding:
    """Does one piece of work at a time, and rests behind each as long as messages come.

    Attributes:
        rest: How many times as long as a piece took it rests behind it under a pressure of 1; so
            much less under less. At most ``at_most_s`` seconds.
        quiet_s: How many seconds after the last message it rests no more: nobody waits then.
    """

    def __init__(
        self,
        busy: Shared,
        rest: float,
        at_most_s: float = REST_AT_MOST_S,
        quiet_s: float = QUIET_S,
    ) -> None:
        self.rest = rest
        self.at_most_s = at_most_s
        self.quiet_s = quiet_s
        self._busy = busy
        self._said_at = 0.0

    def said(self) -> None:
        """A message has come."""
        self._said_at = time.monotonic()

    @asynccontextmanager
    async def piece(self) -> AsyncIterator[None]:
        """Do a piece of the work in this context, and rest at its end if it went well."""
        async with self._busy.turn:
            began = time.monotonic()
            yield
            taken = time.monotonic() - began
        await self.pause(min(self.rest * self._busy.pressure * taken, self.at_most_s))

    async def pause(self, seconds: float) -> None:
        """Rest for so long, but no longer than messages come."""
        end = time.monotonic() + seconds
        while (left := min(end, self._said_at + self.quiet_s) - time.monotonic()) > 0:  # noqa: ASYNC110
            await asyncio.sleep(left)  # what is said meanwhile puts the end off
