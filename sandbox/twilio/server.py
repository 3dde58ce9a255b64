"""Twilio on loopback, in the event loop of whoever enters it."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

from aiohttp import web
from aiohttp.typedefs import Middleware

from sandbox.twilio import call_door, phone_door
from sandbox.twilio.access import Access
from sandbox.twilio.account import Account
from sandbox.twilio.carrying import Carrying, Fetched
from sandbox.twilio.faults import Faults
from sandbox.twilio.handsets import Handset, Handsets
from sandbox.twilio.incoming import Incoming
from sandbox.twilio.message import Media, Message
from sandbox.twilio.resources import accounts, media, messages, numbers
from sandbox.twilio.timing import Background, Now, Pace, Sleep
from sandbox.twilio.troubles import errors_in_form, troubled
from sandbox.twilio.voice import Complaint, ManualClock, Person, Phone, VoicePace
from sandbox.twilio.voice.desk import VoiceDesk
from sandbox.twilio.webhooks import LIMIT_S, Call, Webhooks

_STOP_S = 0.1
"""How long requests have that are still at work when the sandbox stops."""

_TURNS = 30
"""So often everybody gets a turn before a moment counts as over."""


@dataclass(frozen=True, slots=True)
class File:
    """Something to be sent along."""

    content_type: str
    data: bytes


def _utc_now() -> datetime:
    return datetime.now(UTC)


class TwilioSandbox:
    """``async with TwilioSandbox() as twilio``: listens while it is entered, at ``twilio.url``.

    There is one ``account`` from the start; ``accounts`` takes more. ``faults`` holds what is to
    go wrong. ``opt_out`` says whether STOP, START and HELP are dealt with as Twilio does by
    default for long codes. ``middlewares`` stand before everything else, and see what is really
    answered. ``webhook_limit_s`` is how long our server may take. ``open_media`` serves files to
    whoever knows the address. Without ``media_apart`` they come from the API's own host and port,
    for those who fetch from one private address only. ``door`` lets anybody write texts and call
    by hand. With a ``clock`` time passes only when it is told to; ``voice_pace`` is how long speech
    takes.
    """

    def __init__(
        self,
        *,
        account: Account | None = None,
        address: str = "127.0.0.1",
        port: int = 0,
        pace: Pace | None = None,
        voice_pace: VoicePace | None = None,
        clock: ManualClock | None = None,
        now: Now = _utc_now,
        sleep: Sleep = asyncio.sleep,
        opt_out: bool = True,
        open_media: bool = False,
        media_apart: bool = True,
        door: bool = False,
        webhook_limit_s: float = LIMIT_S,
        middlewares: Sequence[Middleware] = (),
    ) -> None:
        self.account = account or Account()
        if clock is not None:
            now, sleep, clock.quiet = clock.now, clock.sleep, self._quiet
        self.accounts = {self.account.sid: self.account}
        self.address, self.port = address, port
        self.faults = Faults()
        self._now = now
        self._handsets = Handsets()
        self._background = Background()
        self._webhooks = Webhooks(self.faults.webhooks, webhook_limit_s)
        self._carrying = Carrying(
            faults=self.faults,
            handsets=self._handsets,
            webhooks=self._webhooks,
            background=self._background,
            pace=pace or Pace(),
            now=now,
            sleep=sleep,
        )
        self._incoming = Incoming(carrying=self._carrying, webhooks=self._webhooks, opt_out=opt_out)
        self._voice = VoiceDesk(
            self._webhooks, self.faults.webhooks, now, sleep, voice_pace or VoicePace()
        )
        self._middlewares = middlewares
        self._open_media, self._media_apart = open_media, media_apart
        self._door = door
        self._media_port = 0
        self._runners: list[web.AppRunner] = []

    @property
    def url(self) -> str:
        """Where the API is: what stands for ``https://api.twilio.com``."""
        return f"http://{self.address}:{self.port}"

    @property
    def media_url(self) -> str:
        """Where requests for files are sent on to."""
        return f"http://{self.address}:{self._media_port or self.port}"

    @property
    def calls(self) -> list[Call]:
        """Every request that was made to us, in order."""
        return self._webhooks.calls

    @property
    def fetched(self) -> list[Fetched]:
        """Every file of ours that was fetched in order to be sent, in order."""
        return self._carrying.fetched

    @property
    def complaints(self) -> list[Complaint]:
        """What was wrong with our documents for calls, and the files to be played in them."""
        return self._voice.asking.complaints

    @property
    def voice(self) -> VoiceDesk:
        """The telephone exchange."""
        return self._voice

    def handset(self, number: str) -> Handset:
        """Somebody's phone."""
        return self._handsets.of(number)

    async def text(
        self,
        from_: str,
        to: str,
        body: str,
        media: Sequence[File] = (),
        *,
        account: Account | None = None,
    ) -> Message:
        """Let somebody write to a number of the account, and wait until we have been asked.

        Raises KeyError if the account has no such number.
        """
        account = account or self.account
        at = self._now()
        files = [Media(content_type=one.content_type, data=one.data, created=at) for one in media]
        return await self._incoming.take(account, from_, account.numbers[to], body, files)

    async def call(
        self,
        from_: str,
        to: str,
        *,
        caller_name: str = "",
        forwarded_from: str = "",
        account: Account | None = None,
    ) -> Person:
        """Let somebody call a number of the account. Raises KeyError if it has no such number."""
        account = account or self.account
        return self._voice.call(
            account,
            account.numbers[to],
            from_,
            caller_name=caller_name,
            forwarded_from=forwarded_from,
        )

    def phone(self, address: str) -> Phone:
        """The phone that a number, ``client:…`` or ``sip:…`` rings."""
        return self._voice.exchange.phones.of(address)

    async def _by_hand(self, from_: str, to: str, body: str) -> Message:
        """Without ``to``, to the first number of the account."""
        return await self.text(from_, to or next(iter(self.account.numbers)), body)

    async def _call_by_hand(self, from_: str, to: str) -> Person:
        return await self.call(from_, to or next(iter(self.account.numbers)))

    def release_statuses(self, rng: random.Random) -> int:
        """Send the status callbacks that were held back, shuffled; returns how many."""
        return self._carrying.release(rng) + self._voice.asking.release(rng)

    async def settled(self) -> None:
        """Wait until every message is where it stays, and everybody was told; of calls too."""
        await self._background.settled()
        await self._voice.asking.settled()

    async def _quiet(self) -> None:
        """Wait until all that was set off by a moment is done, as far as it waits for nothing."""
        for _ in range(_TURNS):
            await asyncio.sleep(0)
            await self._voice.asking.settled()

    async def __aenter__(self) -> Self:
        store = media.MediaStore(apart=self._media_apart)
        if self._media_apart:
            files = web.Application()
            files.add_routes(store.routes())
            self._media_port = await self._listen(files, 0)
        access = Access(self.accounts)
        app = web.Application(
            middlewares=[*self._middlewares, troubled(self.faults.api), errors_in_form()]
        )
        app.add_routes(
            [
                *accounts.routes(access),
                *numbers.routes(access, self._now),
                *messages.routes(access, self._carrying),
                *self._voice.routes(access, open_to_all=lambda: self._open_media),
                *media.routes(access, store, lambda: self.media_url, open_to_all=self._open_media),
            ]
        )
        if self._door:
            app.add_routes(phone_door.routes(self._handsets, self._by_hand))
            app.add_routes(call_door.routes(self._voice.exchange, self._call_by_hand))
        if not self._media_apart:
            app.add_routes(store.routes())
        self.port = await self._listen(app, self.port)
        self._incoming.media_base = self._voice.exchange.media_base = self.url
        await self._webhooks.open()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._voice.exchange.end()
        await self._voice.asking.end()
        await self._background.end()
        await self._webhooks.close()
        for runner in reversed(self._runners):
            await runner.cleanup()
        self._runners.clear()

    async def _listen(self, app: web.Application, port: int) -> int:
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=_STOP_S)
        await runner.setup()
        self._runners.append(runner)
        await web.TCPSite(runner, self.address, port).start()
        return int(runner.addresses[0][1])
