"""Parley with a mail inbox, to be measured: ``python -m benchmarks.mail_server``.

It is put together by the bootstrap as always. What is added is ``GET /bench/mail``: how many mails
have come to their end, which is a timeline or the list of what was filed. They are counted where
they come in, so that the counting costs no database.
"""

from __future__ import annotations

import argparse
import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any

from aiohttp import web
from pydantic import SecretStr

from conversations.channels import Channel
from conversations.errors import Conflict
from conversations.inbound import Received
from conversations.places import Inbox, Queue, Team
from parley import logging
from parley.bootstrap import serving
from parley.core import Core
from parley.lifecycle import StopSignal
from parley.settings import LogLevel, Role, Settings

ADDRESS = "support@shop.example"
PASSWORD = "only-for-measuring"
INBOX = "bench-mail"


class Counting:
    """The added door."""

    def __init__(self, imap_port: int) -> None:
        self._imap_port = imap_port
        self._ended = 0

    async def prepare(self, core: Core) -> None:
        """Set up a mail inbox with a queue, and count what passes the intake."""
        now, stores = core.clock.now(), core.stores
        imap = {
            "host": "127.0.0.1",
            "port": self._imap_port,
            "security": "none",
            "username": ADDRESS,
        }
        inbox = Inbox(
            id=INBOX,
            name="Mail",
            channel=Channel.EMAIL,
            public_key=INBOX,
            queue_id="bench-queue",
            settings={"address": ADDRESS, "imap": imap},
            secrets={"password": PASSWORD},
            created_at=now,
        )
        with suppress(Conflict):
            await stores.teams.add(Team(id="bench-team", name="Team", created_at=now))
            await stores.queues.add(
                Queue(id="bench-queue", name="Queue", team_id="bench-team", created_at=now)
            )
            await stores.inboxes.add(inbox)
        accept = core.intake.accept

        async def counting(*given: Any, **named: Any) -> Received:
            try:
                return await accept(*given, **named)
            finally:
                self._ended += 1

        core.intake.accept = counting  # type: ignore[method-assign]  # it is measured, not changed

    def extend(self, app: web.Application) -> None:
        """Add the route."""
        app.router.add_get("/bench/mail", self._tell)

    async def _tell(self, _: web.Request) -> web.Response:
        return web.json_response({"ended": self._ended})


async def _serve(settings: Settings, imap_port: int) -> None:
    stop = StopSignal()
    stop.listen()
    door = Counting(imap_port)
    async with serving(
        settings, Role.ALL, extensions=[door.extend], prepare=door.prepare
    ) as process:
        await stop.wait(process.workers.failed)


def _main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--uri", required=True)
    options.add_argument("--data", type=Path, required=True)
    options.add_argument("--port", type=int, required=True)
    options.add_argument("--imap-port", type=int, required=True)
    given = options.parse_args()
    settings = Settings(mongodb_uri=SecretStr(given.uri), data=given.data, port=given.port)
    log = logging.configure(LogLevel.WARNING, settings.log_format)
    try:
        asyncio.run(_serve(settings, given.imap_port))
    finally:
        log.close()


if __name__ == "__main__":
    _main()
