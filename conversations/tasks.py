"""Ending background tasks for certain, and all of several before what comes next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Iterable
from typing import Any, TypeVar

T = TypeVar("T")

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


async def all_ended(parts: Iterable[Awaitable[T]]) -> list[T]:
    """Run parts together; the first error is raised when none runs any more, so that what is done
    again afterwards meets nobody who is at it."""
    results = await asyncio.gather(*parts, return_exceptions=True)
    failed = next((it for it in results if isinstance(it, BaseException)), None)
    if failed is not None:
        raise failed
    return [it for it in results if not isinstance(it, BaseException)]
