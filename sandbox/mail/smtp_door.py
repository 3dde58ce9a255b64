"""The SMTP side: aiosmtpd's protocol in this process's own event loop, without its thread."""

from __future__ import annotations

import asyncio
import base64
import binascii
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from sandbox.mail.faults import SmtpFaults
from sandbox.mail.post_office import PostOffice

SIZE_LIMIT = 60 * 1024 * 1024


class SmtpDoor:
    """What the protocol asks at every step. The names of its methods are aiosmtpd's."""

    def __init__(self, office: PostOffice, faults: SmtpFaults) -> None:
        self._office = office
        self._faults = faults
        self.connections: set[asyncio.BaseTransport] = set()
        self.quiet = asyncio.Event()
        """Set while there is no connection."""
        self.quiet.set()

    def opened(self, transport: asyncio.BaseTransport) -> None:
        """A connection is there."""
        self.connections.add(transport)
        self.quiet.clear()

    def closed(self, transport: asyncio.BaseTransport | None) -> None:
        """A connection is gone."""
        if transport is not None:
            self.connections.discard(transport)
        if not self.connections:
            self.quiet.set()

    def protocol(self) -> SMTP:
        """A connection's protocol, for ``loop.create_server``."""
        return _Connection(
            self,
            hostname=self._office.name,
            ident="ESMTP sandbox",
            data_size_limit=SIZE_LIMIT,
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=self._authenticate,
            loop=asyncio.get_running_loop(),
        )

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Say whether there is such a mailbox."""
        answer = self._faults.recipients.get(address.lower())
        if answer is None:
            answer = self._office.verdict(address).refusal
        if not answer and self._faults.greylists(envelope.mail_from or "", address.lower()):
            answer = f"451 4.7.1 <{address}>: Greylisted, please try again later"
        if not answer:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return answer or "250 2.1.5 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        """Deliver the message."""
        faults = self._faults
        if faults.slow_s:
            await asyncio.sleep(faults.slow_s)
        if faults.drop_at_data:
            faults.drop_at_data -= 1
            return _cut(server)
        if faults.data:
            return faults.data
        content = envelope.original_content or b""
        self._office.post(envelope.mail_from or "", list(envelope.rcpt_tos), content)
        if faults.drop_after_data:
            faults.drop_after_data -= 1
            return _cut(server)
        return "250 2.0.0 OK, delivered"

    async def auth_XOAUTH2(self, server: SMTP, arguments: list[str]) -> AuthResult:
        """The mechanism that Google and Microsoft use; the token is the account's password."""
        try:
            given = base64.b64decode(arguments[1], validate=True).decode()
        except (IndexError, binascii.Error, UnicodeDecodeError):
            return AuthResult(success=False, handled=False, message="501 5.5.2 That is no token")
        fields = dict(part.partition("=")[::2] for part in given.split("\x01") if "=" in part)
        token = fields.get("auth", "").partition(" ")[2]
        return self._enter(fields.get("user", ""), token)

    def _authenticate(
        self, _: SMTP, __: Session, ___: Envelope, ____: str, given: Any
    ) -> AuthResult:
        if not isinstance(given, LoginPassword):
            return AuthResult(success=False, handled=False)
        return self._enter(given.login.decode(), given.password.decode())

    def _enter(self, name: str, password: str) -> AuthResult:
        if self._faults.refuse_logins:
            return AuthResult(success=False, handled=False, message=self._faults.refuse_logins)
        account = self._office.sign_in(name, password)
        if account is None:
            return AuthResult(success=False, handled=False)
        return AuthResult(success=True, auth_data=account.address)


class _Connection(SMTP):
    """Lets the door know which connections are open."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.event_handler.opened(transport)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        self.event_handler.closed(self.transport)
        super().connection_lost(error)


def _cut(server: SMTP) -> str:
    """Cut the line; what is answered then reaches nobody."""
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()
    return "421 4.3.0 Cut"
