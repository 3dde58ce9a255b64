"""Parley with one more door, to be measured: ``python -m benchmarks.parley_server``.

It is put together by the bootstrap as always. What is added is ``POST /bench/webhook``, a webhook
as a provider would call it: the signature is checked as in the mix, and the payload goes through
the one door with the web chat connector's own form.
"""

from __future__ import annotations

import argparse
import asyncio
import hmac
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from agent_console.auth.passwords import Passwords
from benchmarks.mix_server import signature
from conversations.channels import Channel
from conversations.errors import Conflict
from conversations.people import Role as UserRole
from conversations.people import User
from conversations.places import Inbox, Queue, Team
from parley import logging
from parley.bootstrap import serving
from parley.core import Core
from parley.lifecycle import StopSignal
from parley.settings import Role, Settings, TaggingEngine

EMAIL = "agent@example.com"
PASSWORD = "only-for-measuring"
INBOX = "bench-inbox"


async def furnish(core: Core) -> None:
    """Set up a house with one queue, one inbox, and one agent who sees them; harmless if done."""
    now, stores = core.clock.now(), core.stores
    user = User(
        id="bench-agent",
        email=EMAIL,
        name="Agent",
        role=UserRole.AGENT,
        team_ids=("bench-team",),
        password_hash=await Passwords().hash(PASSWORD),
        created_at=now,
        changed_at=now,
    )
    inbox = Inbox(
        id=INBOX,
        name="Inbox",
        channel=Channel.WEBCHAT,
        public_key=INBOX,
        queue_id="bench-queue",
        created_at=now,
    )
    queue = Queue(id="bench-queue", name="Queue", team_id="bench-team", created_at=now)
    with suppress(Conflict):
        await stores.teams.add(Team(id="bench-team", name="Team", created_at=now))
        await stores.queues.add(queue)
        await stores.inboxes.add(inbox)
        await stores.seats.keep(await stores.users.add(user), [queue.id], now)


def web_chat_payload(visitor: str, text: str) -> tuple[str, dict[str, Any]]:
    """A visitor's address, and what the web chat connector journals of a message of theirs."""
    address = f"visitor:{visitor}"
    return address, {
        "address": address,
        "verified_by": "token",
        "name": "Visitor",
        "email": None,
        "text": text,
        "attachments": [],
        "page": None,
    }


class Webhook:
    """The added door."""

    def __init__(self) -> None:
        self._core: Core | None = None

    async def prepare(self, core: Core) -> None:
        """Furnish the house and take the core over."""
        await furnish(core)
        self._core = core

    def extend(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_post("/bench/webhook", self._take)

    async def _take(self, request: web.Request) -> web.Response:
        core = self._core
        if core is None:
            raise web.HTTPServiceUnavailable
        body = await request.read()
        if not hmac.compare_digest(signature(body), request.headers.get("X-Signature", "")):
            raise web.HTTPForbidden
        given = json.loads(body)
        inbox = await core.stores.places.inbox(INBOX)
        address, payload = web_chat_payload(given["visitor"], given["text"])
        received = await core.intake.accept(inbox, f"{address}/{given['id']}", payload)
        return web.json_response({"seq": received.seq, "conversation": received.conversation_id})


async def _serve(settings: Settings, role: Role) -> None:
    stop = StopSignal()
    stop.listen()
    webhook = Webhook()
    async with serving(
        settings, role, extensions=[webhook.extend], prepare=webhook.prepare
    ) as process:
        await stop.wait(process.workers.failed)


def _main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--uri", required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--role", type=Role, default=Role.ALL)
    options.add_argument("--tagging", type=TaggingEngine, default=TaggingEngine.LEXICON)
    given = options.parse_args()
    settings = Settings(
        mongodb_uri=SecretStr(given.uri),
        data=given.data,
        port=given.port,
        role=given.role,
        tagging_engine=given.tagging,
    )
    log = logging.configure(settings.log_level, settings.log_format)
    try:
        asyncio.run(_serve(settings, given.role))
    finally:
        log.close()


if __name__ == "__main__":
    _main()
