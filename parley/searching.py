"""Keeping the search terms up to date, off the path of acknowledgement."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta

from conversations.clock import Clock
from conversations.entries import Entry, Kind
from conversations.events import Committed, Event
from parley.yielding import Shared, Yielding
from storage.search import SearchRepository
from storage.timelines import TimelineReads

_log = logging.getLogger(__name__)

SWEEP_S = 5.0
BATCH = 200
PIECE = 8
"""Who waits for a commit of theirs waits for no more than so many messages' terms."""
REST = 48.0
"""How many times as long as a piece took it rests behind it under full pressure."""
GATHER_S = 0.25
"""How long the first message waits for company: many are indexed with hardly more work than one."""
WAITING_AT_MOST = 5_000
"""Beyond so many the sweep finds them, which goes by marks in the database."""


class SearchIndexing:
    """Indexes what is committed here within moments, and what was left over by sweeping."""

    def __init__(
        self,
        search: SearchRepository,
        timelines: TimelineReads,
        clock: Clock,
        busy: Shared,
    ) -> None:
        """``busy`` says how much others wait for the database."""
        self.yielding = Yielding(busy, REST)
        self._search = search
        self._timelines = timelines
        self._clock = clock
        self._waiting: list[Entry] = []
        self._wake = asyncio.Event()

    async def on_event(self, event: Event) -> None:
        """Note what is to be indexed."""
        if not isinstance(event, Committed):
            return
        if any(it.kind is Kind.MESSAGE for it in event.entries):
            self.yielding.said()
        texts = [it for it in event.entries if it.kind in (Kind.MESSAGE, Kind.NOTE) and it.text]
        if texts and len(self._waiting) < WAITING_AT_MOST:
            self._waiting += texts
            self._wake.set()

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                await self._round()
            except Exception:
                _log.exception("indexing for search failed; trying again")
                await asyncio.sleep(1.0)

    async def _round(self) -> None:
        try:
            async with asyncio.timeout(SWEEP_S):
                await self._wake.wait()
        except TimeoutError:
            before = self._clock.now() - timedelta(seconds=SWEEP_S)
            await self._index(await self._timelines.unsearched(before, BATCH))
            return
        await asyncio.sleep(GATHER_S)
        self._wake.clear()
        while self._waiting:
            piece, self._waiting = self._waiting[:PIECE], self._waiting[PIECE:]
            await self._index(piece)

    async def _index(self, entries: Sequence[Entry]) -> None:
        for start in range(0, len(entries), PIECE):
            async with self.yielding.piece():
                await self._search.index_entries(entries[start : start + PIECE])
