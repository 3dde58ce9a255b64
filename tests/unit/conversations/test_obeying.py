"""A task that was asked to end ends, even if a library ate the request."""

from __future__ import annotations

import asyncio
import contextlib

from conversations.tasks import end, obey


async def test_a_request_that_was_eaten_is_obeyed() -> None:
    rounds = 0
    begun = asyncio.Event()

    async def work() -> None:
        nonlocal rounds
        while True:
            rounds += 1
            begun.set()
            with contextlib.suppress(asyncio.CancelledError):  # as some libraries do
                await asyncio.sleep(60)
            obey()

    task = asyncio.create_task(work())
    await begun.wait()
    await end(task)
    assert task.cancelled()
    assert rounds == 1


async def test_a_timeout_that_passed_is_no_request() -> None:
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.sleep(60)
    obey()
