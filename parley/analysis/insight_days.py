"""The sums of insights by day and queue, made anew for what has changed."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from conversations.clock import Clock
from conversations.insights import Insight
from storage.insight_days import InsightDayRepository

_log = logging.getLogger(__name__)

AT_ONCE = 100
"""Marked days that are read at once."""

Place = tuple[date, str | None]
"""A day (UTC) and a queue's id."""


def place_of(insight: Insight) -> Place:
    """The sums that an insight counts in."""
    return insight.day, insight.queue_id


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPace:
    """How it goes about its work, in seconds.

    Attributes:
        look: How often it looks for what is to be made.
        again: One day's sums are not made again sooner than this after the last time.
        grace: A mark is taken away no sooner than this after it was set: what it announced is
            stored by then, or never will be.
        rest: How many times as long as sums took it rests behind them.
    """

    look: float = 1.0
    again: float = 10.0
    grace: float = 30.0
    rest: float = 3.0


class DayKeeping:
    """Makes sums of what was touched here at once, and of what is marked when its time has come."""

    def __init__(
        self, days: InsightDayRepository, clock: Clock, pace: DayPace | None = None
    ) -> None:
        self._days = days
        self._clock = clock
        self._pace = pace or DayPace()
        self._touched: dict[Place, None] = {}
        self._made: dict[Place, float] = {}

    def touched(self, places: Iterable[Place]) -> None:
        """Note what has just been changed here."""
        self._touched.update(dict.fromkeys(places))

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self.make_touched()
                await self.make_marked()
            except Exception:
                _log.exception("adding up insights failed; trying again")
            await asyncio.sleep(self._pace.look)

    async def make_touched(self) -> None:
        """Make the sums of what was touched, unless they were made a moment ago."""
        now = time.monotonic()
        self._made = {it: at for it, at in self._made.items() if at > now - self._pace.again}
        for place in [it for it in self._touched if it not in self._made]:
            del self._touched[place]
            self._made[place] = time.monotonic()
            await self._make(place)

    async def make_marked(self) -> bool:
        """Make the sums of what was marked some time ago; returns whether that was all."""
        before = self._clock.now() - timedelta(seconds=self._pace.grace)
        stale = await self._days.stale(before, AT_ONCE)
        for it in stale:
            await self._make((it.day, it.queue_id), it.mark)
        return len(stale) < AT_ONCE

    async def _make(self, place: Place, mark: str | None = None) -> None:
        began = time.monotonic()
        await self._days.remake(*place, mark)
        await asyncio.sleep(self._pace.rest * (time.monotonic() - began))
