"""Doing together what arrives together.

Nothing waits for company: what arrives while nothing is under way starts at once, and what
arrives meanwhile goes together in the next round.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Hashable, Sequence
from typing import Generic, TypeVar

from conversations.tasks import end

_T = TypeVar("_T")
_R = TypeVar("_R")

CLOSE_S = 4.0
"""How long what is under way may take when Parley stops."""

Results = Sequence[_R | BaseException]


class Grouping(Generic[_T, _R]):
    """Runs ``work`` on up to ``size`` items at once.

    ``work`` returns one result, or the error to raise, for each item. Items that share one of the
    ``keys`` never stand in one group and keep their order.
    """

    def __init__(
        self,
        work: Callable[[Sequence[_T]], Awaitable[Results[_R]]],
        *,
        size: int,
        keys: Callable[[_T], Sequence[Hashable]] = lambda _: (),
    ) -> None:
        self._work = work
        self._size = size
        self._keys = keys
        self._waiting: deque[tuple[_T, asyncio.Future[_R]]] = deque()
        self._runner: asyncio.Task[None] | None = None

    async def submit(self, item: _T) -> _R:
        """Return the item's result. Cancelling the caller does not take the item back."""
        future: asyncio.Future[_R] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._runner is None or self._runner.done():
            self._runner = asyncio.create_task(self._run())
        return await future

    async def close(self) -> None:
        """Wait until everything that was submitted is done, at most :data:`CLOSE_S`. What is not
        done then (the database is away) fails, and nobody has been told that it was done."""
        deadline = asyncio.get_running_loop().time() + CLOSE_S
        while self._runner is not None and not self._runner.done():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                await end(self._runner, 1.0)
                break
            await asyncio.wait([self._runner], timeout=left)
        for _, future in self._waiting:
            future.cancel()
        self._waiting.clear()

    async def _run(self) -> None:
        while self._waiting:
            group = self._next_group()
            try:
                results = await self._work([item for item, _ in group])
            except BaseException as error:
                for _, future in group:
                    _settle(future, error)
                if not isinstance(error, Exception):
                    raise
                continue
            for (_, future), result in zip(group, results, strict=True):
                _settle(future, result)

    def _next_group(self) -> list[tuple[_T, asyncio.Future[_R]]]:
        group: list[tuple[_T, asyncio.Future[_R]]] = []
        later: deque[tuple[_T, asyncio.Future[_R]]] = deque()
        taken: set[Hashable] = set()
        while self._waiting and len(group) < self._size:
            item, future = self._waiting.popleft()
            keys = self._keys(item)
            if taken.isdisjoint(keys):
                group.append((item, future))
            else:
                later.append((item, future))
            taken.update(keys)
        self._waiting.extendleft(reversed(later))
        return group


def _settle(future: asyncio.Future[_R], result: _R | BaseException) -> None:
    if future.done():  # its caller was cancelled
        return
    if isinstance(result, asyncio.CancelledError):
        future.cancel()
    elif isinstance(result, BaseException):
        future.set_exception(result)
    else:
        future.set_result(result)
