"""Stores of a database that answers slowly, and parts of a house whose database is away."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

from conversations.clock import Clock
from conversations.errors import Unavailable
from storage import FernetCipher, Stores, open_stores
from storage.client import connect

PAUSE_S = 0.1
"""What every call of a slowed store takes at least, in seconds."""


class Slowed:
    """Stands before a store: every call takes its time, and calls are counted."""

    def __init__(self, inner: Any, pause_s: float, asked: Counter[str]) -> None:
        self._inner = inner
        self._pause_s = pause_s
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if not asyncio.iscoroutinefunction(method):
            return method

        async def slowed(*given: Any, **named: Any) -> Any:
            self._asked[name] += 1
            await asyncio.sleep(self._pause_s)
            return await method(*given, **named)

        return slowed


@asynccontextmanager
async def slowed_stores(
    mongo_uri: str, database_name: str, clock: Clock, *slow: str
) -> AsyncIterator[tuple[Stores, Counter[str]]]:
    """Open stores of which those named ``slow`` are slowed; and how often each of their methods
    was called."""
    asked: Counter[str] = Counter()
    async with connect(mongo_uri) as client:
        cipher = FernetCipher(b"k" * 32)
        stores = await open_stores(client, database_name, cipher=cipher, clock=clock)
        wrapped: dict[str, Any] = {
            name: Slowed(getattr(stores, name), PAUSE_S, asked) for name in slow
        }
        yield replace(stores, **wrapped), asked
        await stores.close()


class Away:
    """A part of a house behind which the database is away while ``away`` is set."""

    def __init__(self, inner: Any, away: asyncio.Event) -> None:
        self._inner = inner
        self._away = away

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._inner, name)
        if not asyncio.iscoroutinefunction(method):
            return method

        async def asked(*given: Any, **named: Any) -> Any:
            if self._away.is_set():
                raise Unavailable("The database does not answer right now.")
            return await method(*given, **named)

        return asked
