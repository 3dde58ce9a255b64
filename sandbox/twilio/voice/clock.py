"""A clock that stands still until it is told to go on, so that no test ever sleeps."""

from __future__ import annotations

import asyncio
import heapq
import itertools
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
"""A Monday morning."""


async def _nothing() -> None:
    await asyncio.sleep(0)


class ManualClock:
    """``now`` and ``sleep`` for a sandbox; time passes in :meth:`advance` only.

    ``quiet`` is waited for after each step, so that what a timer has set off is done (a webhook,
    say) before the next timer goes off.
    """

    def __init__(self, start: datetime = START) -> None:
        self._now = start
        self._timers: list[tuple[datetime, int, asyncio.Event]] = []
        self._order = itertools.count()
        self.quiet: Callable[[], Awaitable[None]] = _nothing

    def now(self) -> datetime:
        """The moment, in UTC."""
        return self._now

    async def sleep(self, seconds: float) -> None:
        """Wait until the clock has gone on by so much; at once for nothing or less."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        due = asyncio.Event()
        until = self._now + timedelta(seconds=seconds)
        timer = (until, next(self._order), due)
        heapq.heappush(self._timers, timer)
        try:
            await due.wait()
        finally:
            if not due.is_set():
                self._timers.remove(timer)
                heapq.heapify(self._timers)

    async def advance(self, seconds: float) -> None:
        """Let ``seconds`` pass, timer by timer."""
        end = self._now + timedelta(seconds=seconds)
        await self.quiet()
        while self._timers and self._timers[0][0] <= end:
            self._now = max(self._now, self._timers[0][0])
            while self._timers and self._timers[0][0] <= self._now:
                heapq.heappop(self._timers)[2].set()
            await self.quiet()
        self._now = end
        await self.quiet()
