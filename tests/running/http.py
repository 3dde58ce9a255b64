"""An HTTP client that reads every answer at once, so that a test may look at the status alone."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp


def reading_session(**options: Any) -> aiohttp.ClientSession:
    """Return a session whose answers have been read: each has given its connection back."""
    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(_read)
    return aiohttp.ClientSession(trace_configs=[trace], **options)


async def _read(
    session: aiohttp.ClientSession, context: SimpleNamespace, end: aiohttp.TraceRequestEndParams
) -> None:
    await end.response.read()
