"""A door for whoever tries the stand-in by hand: ``curl URL/texts -d From=… -d Body=…``.

Twilio has nothing of the kind; people have phones instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.twilio.handsets import Handsets
from sandbox.twilio.message import Message

PATH = "/texts"

Write = Callable[[str, str, str], Awaitable[Message]]


def routes(handsets: Handsets, write: Write) -> list[web.RouteDef]:
    """``POST`` writes a text, and ``GET ?number=`` shows what has come to a phone."""

    async def post(request: web.Request) -> web.Response:
        form = await request.post()
        # Whoever types it forgets that a form's "+" means a blank.
        from_, to = (str(form.get(name, "")).replace(" ", "+") for name in ("From", "To"))
        body = str(form.get("Body", ""))
        try:
            message = await write(from_, to, body)
        except KeyError:
            return web.Response(status=404, text=f"Nobody has the number {to}.\n")
        return web.Response(status=201, text=f"{message.sid}\n")

    async def show(request: web.Request) -> web.Response:
        phone = handsets.of(request.query.get("number", ""))
        lines = [f"{one.sender}: {one.body}" for one in phone.messages]
        return web.Response(text="".join(f"{line}\n" for line in lines))

    return [web.post(PATH, post), web.get(PATH, show)]
