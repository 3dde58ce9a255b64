"""How long things take, and what goes on by itself meanwhile."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any

_log = logging.getLogger(__name__)

Now = Callable[[], datetime]
Sleep = Callable[[float], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long a message stays in each status, in seconds. The defaults are those of a network in
    good health; tests make everything immediate."""

    accepted: float = 0.1
    queued: float = 0.2
    sending: float = 0.3
    sent: float = 1.5


AT_ONCE = Pace(accepted=0, queued=0, sending=0, sent=0)


class Background:
    """Work that nobody waits for, until it is settled or ended."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        """Begin something; what it raises is logged."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s broke off", task.get_name(), exc_info=error)

    async def settled(self) -> None:
        """Wait until all of it is done, and what it has begun too."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def end(self) -> None:
        """Cancel all of it."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
