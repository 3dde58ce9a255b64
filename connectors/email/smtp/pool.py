"""Connections to outgoing servers, kept for the next mail for a minute."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

import aiosmtplib

from connectors.email.composing.mail import Mail
from connectors.email.oauth import AccessTokens
from connectors.email.settings import EmailSettings
from connectors.email.smtp.connecting import connect
from connectors.email.smtp.handing import ANSWER_S, LostBeforeData, Refusals, hand_over
from conversations.errors import DeliveryDelayed
from conversations.places import Inbox

IDLE_S = 60.0
QUIT_S = 5.0

Make = Callable[[], Awaitable[Mail]]
"""Composes a mail when its turn has come, so that no more of them are in memory than are sent."""

_Key = tuple[str, int]
"""An inbox with its version: after a change of settings old connections are used no more."""


@dataclass(slots=True)
class _Lines:
    """The connections of one inbox. ``free`` holds the idle ones, the last used at the end."""

    slots: asyncio.Semaphore
    free: list[aiosmtplib.SMTP] = field(default_factory=list)
    closing: dict[aiosmtplib.SMTP, asyncio.TimerHandle] = field(default_factory=dict)
    users: int = 0
    failed: DeliveryDelayed | None = None
    """Why the last attempt to connect failed, None if it did not."""
    failed_at: float = 0.0


class SmtpPool:
    """Sends mails over at most ``smtp.connections`` connections of each inbox."""

    def __init__(
        self, tokens: AccessTokens, *, idle_s: float = IDLE_S, answer_s: float = ANSWER_S
    ) -> None:
        self._tokens = tokens
        self._idle_s = idle_s
        self._answer_s = answer_s
        self._lines: dict[_Key, _Lines] = {}
        self._goodbyes: set[asyncio.Task[None]] = set()

    async def send(
        self, inbox: Inbox, settings: EmailSettings, make: Make, *, in_parts: bool
    ) -> Refusals:
        """Send a mail; see :func:`connectors.email.smtp.handing.hand_over`."""
        came = asyncio.get_running_loop().time()
        async with self._slot(inbox, settings) as lines:
            if lines.failed is not None and came < lines.failed_at:
                # what waited in line meanwhile need not find out one by one
                raise DeliveryDelayed(str(lines.failed), remedy=lines.failed.remedy)
            mail = await make()
            kept = self._kept(lines)
            if kept is not None:
                # a server may hang up on idle connections without telling
                with suppress(LostBeforeData):
                    return await self._over(kept, lines, settings, mail, in_parts)
            fresh = await self._connect(lines, inbox, settings)
            return await self._over(fresh, lines, settings, mail, in_parts)

    async def close(self) -> None:
        """Say goodbye on all idle connections."""
        for lines in list(self._lines.values()):
            for client in list(lines.closing):
                self._let_go(lines, client)
        self._lines.clear()
        while self._goodbyes:
            await asyncio.gather(*self._goodbyes)

    async def _connect(
        self, lines: _Lines, inbox: Inbox, settings: EmailSettings
    ) -> aiosmtplib.SMTP:
        lines.failed = None
        try:
            return await connect(inbox, settings, self._tokens)
        except DeliveryDelayed as error:
            lines.failed = error
            lines.failed_at = asyncio.get_running_loop().time()
            raise

    async def _over(
        self,
        client: aiosmtplib.SMTP,
        lines: _Lines,
        settings: EmailSettings,
        mail: Mail,
        in_parts: bool,
    ) -> Refusals:
        try:
            return await hand_over(
                client, settings.smtp.host, mail, in_parts=in_parts, answer_s=self._answer_s
            )
        finally:
            if client.is_connected:
                lines.free.append(client)
                loop = asyncio.get_running_loop()
                lines.closing[client] = loop.call_later(self._idle_s, self._let_go, lines, client)

    @asynccontextmanager
    async def _slot(self, inbox: Inbox, settings: EmailSettings) -> AsyncIterator[_Lines]:
        key = (inbox.id, inbox.version)
        lines = self._lines.get(key)
        if lines is None:
            lines = self._lines[key] = _Lines(asyncio.Semaphore(settings.smtp.connections))
        lines.users += 1
        try:
            async with lines.slots:
                yield lines
        finally:
            lines.users -= 1
            self._forget_unused()

    def _kept(self, lines: _Lines) -> aiosmtplib.SMTP | None:
        while lines.free:
            client = lines.free.pop()
            lines.closing.pop(client).cancel()
            if client.is_connected:
                return client
        return None

    def _let_go(self, lines: _Lines, client: aiosmtplib.SMTP) -> None:
        lines.closing.pop(client).cancel()
        lines.free.remove(client)
        goodbye = asyncio.create_task(_quit(client))
        self._goodbyes.add(goodbye)
        goodbye.add_done_callback(self._goodbyes.discard)
        self._forget_unused()

    def _forget_unused(self) -> None:
        unused = [key for key, it in self._lines.items() if not it.users and not it.free]
        for key in unused:
            del self._lines[key]


async def _quit(client: aiosmtplib.SMTP) -> None:
    with suppress(aiosmtplib.SMTPException, OSError, TimeoutError):
        await client.quit(timeout=QUIT_S)
    client.close()
