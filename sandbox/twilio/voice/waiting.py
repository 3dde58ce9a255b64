"""Waiting for the first of several things."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any


async def first_of(*work: Coroutine[Any, Any, Any]) -> int:
    """Which of them was done first (the earliest named, of several); the others are broken off.

    What the first one raises is raised.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        pending = [task for task in tasks if not task.done()]
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)
    for index, task in enumerate(tasks):
        if task not in pending:
            task.result()
            return index
    raise AssertionError("something was done")


async def within(
    sleep: Callable[[float], Awaitable[Any]], seconds: float, event: asyncio.Event
) -> bool:
    """Whether ``event`` comes before so many seconds of the sandbox's clock have passed."""

    async def timer() -> None:
        await sleep(seconds)

    return await first_of(event.wait(), timer()) == 0
