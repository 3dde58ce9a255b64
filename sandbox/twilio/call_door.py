"""A door for whoever tries calls by hand: ``curl URL/calls -d From=…``, and then ``-d press=1`` or
``-d say=…`` or ``-d hang_up=yes`` at ``URL/calls/CA…``, which also shows what is heard.

Twilio has nothing of the kind; people have phones instead.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox.twilio.voice.exchange import Exchange
from sandbox.twilio.voice.leg import Kind
from sandbox.twilio.voice.person import Person

LIST = "/calls"
ONE = "/calls/{sid}"
COMPLAINTS = "/complaints"
BEEP = "(beep)"

Dial = Callable[[str, str], Awaitable[Person]]


def routes(exchange: Exchange, dial: Dial) -> list[web.RouteDef]:
    """Calling, acting, listening; and ``GET /complaints``, what was wrong with our answers."""

    async def post(request: web.Request) -> web.Response:
        form = await request.post()
        # Whoever types it forgets that a form's "+" means a blank.
        from_, to = (str(form.get(name, "")).replace(" ", "+") for name in ("From", "To"))
        try:
            person = await dial(from_, to)
        except KeyError:
            return web.Response(status=404, text=f"Nobody has the number {to}.\n")
        return web.Response(status=201, text=f"{person.call_sid}\n")

    async def act(request: web.Request) -> web.Response:
        person = _person(exchange, request)
        form = await request.post()
        if keys := str(form.get("press", "")):
            person.press(keys)
        if words := str(form.get("say", "")):
            person.say(words)
        if form.get("hang_up"):
            person.hang_up()
        return web.Response(text=f"{person.status}\n")

    async def show(request: web.Request) -> web.Response:
        person = _person(exchange, request)
        # The tone tells when a message begins, to whoever has no ear for it.
        heard = [BEEP if one.kind is Kind.BEEP else one.text for one in person.leg.heard]
        lines = [str(person.status), *filter(None, heard)]
        return web.Response(text="".join(f"{line}\n" for line in lines))

    async def complaints(request: web.Request) -> web.Response:
        told = [f"{one.code} {one.url}: {one.why}\n" for one in exchange.asking.complaints]
        return web.Response(text="".join(told))

    return [
        web.post(LIST, post),
        web.post(ONE, act),
        web.get(ONE, show),
        web.get(COMPLAINTS, complaints),
    ]


def _person(exchange: Exchange, request: web.Request) -> Person:
    leg = exchange.legs.get(request.match_info["sid"])
    if leg is None:
        raise web.HTTPNotFound(text="There is no such call.\n")
    return Person(exchange, leg)
