"""A mail server on loopback that takes mails by SMTP, and answers as it is told to.

It runs in the test's own loop. ``replies`` are what it says at a stage ("MAIL", "DATA", "END")
instead of taking a mail, ``rcpt`` what it says to a recipient; ``drop`` makes it hang up.
"""

from __future__ import annotations

import asyncio
import base64
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Literal

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

DEADLINE_S = 8.0
Drop = Literal["in data", "before answer", "after answer", "idle"]


@dataclass(frozen=True)
class Taken:
    """A mail as it came: the envelope with its options, and the bytes."""

    sender: str
    recipients: list[str]
    options: list[str]
    content: bytes = field(repr=False)
    connection: int
    """Which connection it came over, from 1."""
    login: str = ""


@dataclass
class SmtpHost:
    """What the server is to do, and what it has seen."""

    port: int = 0
    replies: dict[str, str] = field(default_factory=dict)
    rcpt: dict[str, str] = field(default_factory=dict)
    drop: Drop | None = None
    size_limit: int = 0
    """What SIZE says; 0: nothing."""
    passwords: dict[str, str] = field(default_factory=dict)
    """User names and passwords, or access tokens for XOAUTH2."""
    smtputf8: bool = False
    taken: list[Taken] = field(default_factory=list)
    connections: int = 0
    open: int = 0
    most_open: int = 0
    logins: list[tuple[str, bool]] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)
    """While it is not set, the server lets those who have sent all data wait for its answer."""
    taker: Callable[[Taken], None] = lambda taken: None
    _news: asyncio.Event = field(default_factory=asyncio.Event)
    lines: list[_Line] = field(default_factory=list)

    def news(self) -> None:
        self._news.set()

    async def until(self, condition: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
        """Wait until something is so; it is looked at whenever the server has done something."""
        async with asyncio.timeout(deadline_s):
            while not condition():
                self._news.clear()
                await self._news.wait()

    def authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: object
    ) -> AuthResult:
        assert isinstance(data, LoginPassword)
        user = data.login.decode()
        right = self.passwords.get(user) == data.password.decode()
        self.logins.append((user, right))
        return AuthResult(success=right, handled=False, auth_data=data)

    def hang_up(self) -> None:
        """Cut every connection."""
        for line in self.lines:
            line.cut()


class _Line(SMTP):
    """One connection."""

    def __init__(self, host: SmtpHost, number: int, **options: Any) -> None:
        self._host = host
        self.number = number
        super().__init__(_Handler(host, self), **options)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        first = self.transport is None
        super().connection_made(transport)
        if first:
            self._host.open += 1
            self._host.most_open = max(self._host.most_open, self._host.open)
            self._host.news()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._host.open -= 1
        self._host.news()

    def cut(self) -> None:
        transport = self.transport
        if transport is not None:
            transport.abort()  # type: ignore[attr-defined]  # it is a socket's

    async def smtp_DATA(self, arg: str) -> None:
        reply = self._host.replies.get("DATA")
        if reply is not None:
            await self.push(reply)
        elif self._host.drop == "in data":
            await self.push("354 Go on")
            await self._reader.readexactly(10)
            self.cut()
        else:
            await super().smtp_DATA(arg)


class _Handler:
    def __init__(self, host: SmtpHost, line: _Line) -> None:
        self._host = host
        self._line = line

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, offers: list[str]
    ) -> list[str]:
        session.host_name = hostname
        kept = [it for it in offers if "SIZE" not in it]
        if self._host.size_limit:
            kept.insert(1, f"250-SIZE {self._host.size_limit}")
        return kept

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "MAIL" in self._host.replies:
            return self._host.replies["MAIL"]
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self._host.rcpt:
            return self._host.rcpt[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        host = self._host
        login: object = session.auth_data
        taken = Taken(
            sender=envelope.mail_from or "",
            recipients=list(envelope.rcpt_tos),
            options=list(envelope.mail_options),
            content=bytes(envelope.original_content or b""),
            connection=self._line.number,
            login=login.login.decode() if isinstance(login, LoginPassword) else "",
        )
        await host.go.wait()
        if "END" in host.replies:
            return host.replies["END"]
        host.taken.append(taken)
        host.taker(taken)
        host.news()
        if host.drop == "before answer":
            self._line.cut()
        if host.drop == "after answer":
            asyncio.get_running_loop().call_soon(self._line.cut)
        return "250 OK queued"

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        raw = base64.b64decode(args[1]).decode()
        user, _, rest = raw.removeprefix("user=").partition("\x01auth=Bearer ")
        right = self._host.passwords.get(user) == rest.rstrip("\x01")
        self._host.logins.append((user, right))
        if not right:
            await server.push("334 eyJzdGF0dXMiOiI0MDAifQ==")
            await self._line._reader.readline()
            await server.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=right, handled=True, auth_data=LoginPassword(user.encode(), b""))


@asynccontextmanager
async def smtp_host(
    *, tls: ssl.SSLContext | None = None, starttls: bool = False, smtputf8: bool = False
) -> AsyncIterator[SmtpHost]:
    """Run a server. With ``tls`` it speaks TLS from the start, or after STARTTLS if so said."""
    host = SmtpHost(smtputf8=smtputf8)
    host.go.set()
    loop = asyncio.get_running_loop()

    def line() -> _Line:
        host.connections += 1
        made = _Line(
            host,
            host.connections,
            hostname="mx.example.com",
            loop=loop,
            data_size_limit=None,
            enable_SMTPUTF8=smtputf8,
            tls_context=tls if starttls else None,
            require_starttls=starttls,
            auth_require_tls=False,
            authenticator=host.authenticate,
        )
        host.lines.append(made)
        return made

    server = await loop.create_server(
        line, "127.0.0.1", 0, ssl=tls if tls is not None and not starttls else None
    )
    host.port = server.sockets[0].getsockname()[1]
    try:
        yield host
    finally:
        host.go.set()
        server.close()
        host.hang_up()
        await host.until(lambda: host.open == 0)
