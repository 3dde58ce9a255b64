"""Telling whoever waits that something has changed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Bell:
    """Rung at every change; whoever waits looks again at what it waits for."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Wake everybody who waits."""
        waiting, self._waiting = self._waiting, set()
        for one in waiting:
            if not one.done():
                one.set_result(None)

    async def until(self, condition: Callable[[], object], within_s: float | None) -> bool:
        """Wait until ``condition`` holds; False if it does not within so many real seconds (None:
        for ever)."""
        try:
            async with asyncio.timeout(within_s):
                while not condition():
                    waiter = asyncio.get_running_loop().create_future()
                    self._waiting.add(waiter)
                    try:
                        await waiter
                    finally:
                        self._waiting.discard(waiter)
        except TimeoutError:
            return bool(condition())
        return True
