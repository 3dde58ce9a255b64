"""Work that one process of several does: for as long as it holds the lease, and no longer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from conversations.clock import Clock
from conversations.tasks import end
from router.leadership import Leadership
from storage.leases import HeldLease

_log = logging.getLogger(__name__)

LOOK_S = 1.0
"""How often it is looked whether the lease is held, or can be had, in seconds."""


class SoleWork:
    """Does ``work`` while the lease is held; from the start again when it is taken anew, and when
    it fails."""

    def __init__(self, lease: HeldLease, clock: Clock, work: Callable[[], Awaitable[None]]) -> None:
        self._leadership = Leadership(lease)
        self._clock = clock
        self._work = work

    async def run(self) -> None:
        """Work until cancelled; the lease is given up on the way out."""
        try:
            while True:
                if await self._leads():
                    await self._while_it_leads()
                await asyncio.sleep(LOOK_S)
        finally:
            await self._leadership.release()

    async def _leads(self) -> bool:
        return await self._leadership.leads(self._clock.now())

    async def _while_it_leads(self) -> None:
        working = asyncio.ensure_future(self._work())
        try:
            while not working.done() and await self._leads():
                await asyncio.wait({working}, timeout=LOOK_S)
            if working.done():
                working.result()
        except Exception:
            _log.exception("the work of one process of several failed; beginning again")
        finally:
            await end(working)
