"""Our own music, for everybody who asks: Twilio fetches what it plays without signing."""

from __future__ import annotations

import asyncio

from aiohttp import web

from connectors.voice import music
from connectors.voice.paths import HOLD_MUSIC, number_in

CACHE = "public, max-age=604800, immutable"
"""Twilio keeps what it plays as long as this says; it never changes."""


def add_routes(router: web.UrlDispatcher) -> None:
    """Add the address."""
    router.add_get(HOLD_MUSIC, hold_music)


async def hold_music(request: web.Request) -> web.Response:
    """The loop; with ``?s=30`` so many seconds of it."""
    given = request.query.get("s", "")
    seconds = number_in(given)
    if given and not 1 <= seconds <= music.LONGEST_S:
        return web.Response(status=404)
    if given:
        content = await asyncio.to_thread(music.for_seconds, seconds)
    else:
        content = await asyncio.to_thread(music.loop)
    return web.Response(body=content, content_type="audio/wav", headers={"Cache-Control": CACHE})
