"""Tasks end, also those that lose a cancellation."""

from __future__ import annotations

import asyncio

from conversations.tasks import end


async def test_a_task_that_loses_a_cancellation_is_cancelled_again() -> None:
    lost = 0

    async def deaf() -> None:
        nonlocal lost
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                lost += 1
                if lost > 2:
                    raise

    task = asyncio.create_task(deaf())
    await asyncio.sleep(0)
    await end(task, patience_s=0.01)
    assert task.cancelled()
    assert lost == 3


async def test_a_task_may_finish_what_it_has_begun() -> None:
    finished = asyncio.Event()

    async def careful() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0)
            finished.set()

    task = asyncio.create_task(careful())
    await asyncio.sleep(0)
    await end(task)
    assert finished.is_set()


async def test_how_a_task_failed_on_its_way_out_does_not_matter() -> None:
    async def clumsy() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            raise RuntimeError("on the way out")

    task = asyncio.create_task(clumsy())
    await asyncio.sleep(0)
    await end(task)
    assert task.done()
