"""Asking a running Parley again and again until it answers something."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

AGAIN_S = 0.1


async def until(what: Callable[[], Awaitable[Any]], deadline_s: float) -> Any:
    """Return the first answer that is something; TimeoutError if there is none in time."""
    async with asyncio.timeout(deadline_s):
        while True:
            if found := await what():
                return found
            await asyncio.sleep(AGAIN_S)
