"""Ending background tasks for certain."""

from __future__ import annotations

import asyncio
from typing import Any

PATIENCE_S = 6.0
"""How long a task may take to finish what it has begun before it is cancelled again, in seconds."""


async def end(task: asyncio.Task[Any], patience_s: float = PATIENCE_S) -> None:
    """Cancel a task and wait until it has ended, however it does.

    It is cancelled more than once if need be: while the database is away, PyMongo's wait for a
    server may take a cancellation for news of a server (``asyncio.wait_for`` before Python 3.12
    loses one that comes together with a result), and the task would run on.
    """
    while not task.done():
        task.cancel()
        await asyncio.wait({task}, timeout=patience_s)
    if not task.cancelled():
        task.exception()  # looked at, so that asyncio does not complain that nobody has


def obey() -> None:
    """Raise CancelledError if the running task was asked to end and a library ate the request.

    For loops that would go to sleep now: they end at once instead of when they are asked again.
    """
    task = asyncio.current_task()
    if task is not None and task.cancelling():
        raise asyncio.CancelledError
