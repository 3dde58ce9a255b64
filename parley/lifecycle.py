"""Long-running tasks of one process: started together, watched, and stopped in order."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
import time
from collections.abc import Coroutine
from typing import Any

from conversations.tasks import end

_log = logging.getLogger(__name__)

STOP_S = 20.0
"""How long a graceful stop may take, in seconds."""
LOGGED_S = 0.3
"""How long the last line of the log may take to be written."""


class Workers:
    """Background tasks. One that ends although it should run on stops the process."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[Any]] = []
        self.failed: asyncio.Event = asyncio.Event()

    def start(self, name: str, work: Coroutine[Any, Any, Any]) -> None:
        """Run ``work`` until :meth:`stop`."""
        task = asyncio.create_task(work, name=name)
        task.add_done_callback(self._ended)
        self._tasks.append(task)

    async def stop(self) -> None:
        """Cancel all tasks, the newest first, and wait for all of them."""
        for task in reversed(self._tasks):
            task.remove_done_callback(self._ended)
        await asyncio.gather(*(end(task) for task in reversed(self._tasks)))
        self._tasks.clear()

    def _ended(self, task: asyncio.Task[Any]) -> None:
        if task.cancelled():
            return
        _log.critical("%s ended", task.get_name(), exc_info=task.exception())
        self.failed.set()


class StopSignal:
    """Set by SIGINT or SIGTERM; a second one of them ends the process at once."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def listen(self) -> None:
        """Begin to listen for the signals in the running loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._received, number)

    def set(self) -> None:
        """Ask for the stop from inside."""
        self._event.set()

    async def wait(self, also: asyncio.Event) -> None:
        """Wait for a signal or for ``also``."""
        waits = [asyncio.create_task(event.wait()) for event in (self._event, also)]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
            await asyncio.gather(*waits, return_exceptions=True)

    def _received(self, number: int) -> None:
        if self._event.is_set():
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        self._event.set()
        last_resort = threading.Timer(STOP_S, _end_at_once)
        last_resort.daemon = True
        last_resort.start()


def _end_at_once() -> None:
    """End a process that cannot stop: the database is away, and the driver waits for itself.

    Measured with PyMongo 4.20 on Python 3.11: cancelled at the wrong moment while it looks for a
    server, its client never gives up a lock of its own. Nothing is lost by this: what has been
    acknowledged is stored, and the rest is sent again.
    """
    _log.critical("Parley could not stop within %d seconds and ends at once", STOP_S)
    time.sleep(LOGGED_S)
    os._exit(1)
