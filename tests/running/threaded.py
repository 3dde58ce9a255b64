"""A server in a loop and thread of its own: a browser test has no loop to lend."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

DEADLINE_S = 10.0

T = TypeVar("T")


@contextmanager
def in_a_thread(serving: Callable[[], AbstractAsyncContextManager[T]]) -> Iterator[T]:
    """Enter what ``serving`` returns in a thread of its own, until the context ends."""
    started: Future[T] = Future()
    loop = asyncio.new_event_loop()
    done = asyncio.Event()

    async def serve() -> None:
        async with serving() as server:
            started.set_result(server)
            await done.wait()

    thread = threading.Thread(target=lambda: loop.run_until_complete(serve()), daemon=True)
    thread.start()
    yield started.result(timeout=DEADLINE_S)
    loop.call_soon_threadsafe(done.set)
    thread.join(timeout=DEADLINE_S)
    loop.close()
