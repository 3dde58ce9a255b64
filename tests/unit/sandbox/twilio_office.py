"""A running sandbox that is held to Twilio's file, a server that it asks, and a client."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from twilio.request_validator import RequestValidator

from sandbox.twilio import AT_ONCE, Account, PhoneNumber, TwilioSandbox
from tests.running.http import reading_session
from tests.running.twilio_check import TwilioCheck

OURS = "+15550100200"
THEIRS = "+12025550143"

Answering = Callable[[web.Request, dict[str, str]], Awaitable[web.StreamResponse]]


async def nothing_to_say(request: web.Request, form: dict[str, str]) -> web.StreamResponse:
    return web.Response(text="<Response/>", content_type="text/xml")


def basic(name: str, password: str) -> dict[str, str]:
    """The header that signs in (RFC 7617)."""
    return {"Authorization": f"Basic {base64.b64encode(f'{name}:{password}'.encode()).decode()}"}


@dataclass
class OurServer:
    """What Twilio asks: keeps every form, and says whether its signature is right."""

    token: str
    answer: Answering = nothing_to_say
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    unsigned: list[str] = field(default_factory=list)
    url: str = ""

    def forms(self, path: str) -> list[dict[str, str]]:
        return [form for asked, form in self.asked if asked == path]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        signature = request.headers["X-Twilio-Signature"]
        if not RequestValidator(self.token).validate(str(request.url), form, signature):
            self.unsigned.append(str(request.url))
        self.asked.append((request.path, form or dict(request.query)))
        self.tokens.append(request.headers["I-Twilio-Idempotency-Token"])
        return await self.answer(request, form)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[OurServer]:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", self.handle)
        runner = web.AppRunner(app, shutdown_timeout=0.1, handler_cancellation=True)
        await runner.setup()
        try:
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
            yield self
        finally:
            await runner.cleanup()


@dataclass
class Office:
    """Everything together."""

    twilio: TwilioSandbox
    ours: OurServer
    check: TwilioCheck

    @property
    def account(self) -> Account:
        return self.twilio.account

    @property
    def number(self) -> PhoneNumber:
        return self.account.numbers[OURS]

    async def ask(
        self, method: str, path: str, *, login: tuple[str, str] | None = None, **options: Any
    ) -> tuple[int, Any]:
        """A request to a path below the account; the status and what was read as JSON."""
        user, password = login or (self.account.sid, self.account.auth_token)
        url = f"{self.twilio.url}/2010-04-01/Accounts/{self.account.sid}{path}"
        headers = basic(user, password)
        async with (
            reading_session() as session,
            session.request(method, url, headers=headers, **options) as answer,
        ):
            return answer.status, (await answer.json()) if answer.status != 204 else None

    async def send(self, **fields: Any) -> tuple[int, Any]:
        """Create a message from our number; a field that is None is left out."""
        form = {"From": OURS, "To": THEIRS, **fields}
        data = {name: value for name, value in form.items() if value is not None}
        return await self.ask("POST", "/Messages.json", data=data)


@asynccontextmanager
async def office(**options: Any) -> AsyncIterator[Office]:
    account, check = Account(), TwilioCheck()
    async with OurServer(account.auth_token).running() as ours:
        account.add_number(
            PhoneNumber(
                number=OURS, sms_url=f"{ours.url}/sms", sms_fallback_url=f"{ours.url}/fallback"
            )
        )
        settings = {"pace": AT_ONCE, "middlewares": [check.middleware], **options}
        async with TwilioSandbox(account=account, **settings) as twilio:
            yield Office(twilio, ours, check)
    assert check.violations == [], check.violations
    assert ours.unsigned == []
