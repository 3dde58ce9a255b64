"""The mail host: SMTP and IMAP on loopback, in the event loop of whoever enters it."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from types import TracebackType
from typing import Self

from sandbox.mail import keeping
from sandbox.mail.faults import ImapFaults, SmtpFaults
from sandbox.mail.imap import ImapSession
from sandbox.mail.imap.wire import LINE_LIMIT
from sandbox.mail.mailbox import Account
from sandbox.mail.post_office import PostOffice
from sandbox.mail.smtp_door import SmtpDoor

SHOP = "support@shop.example"
CUSTOMERS = "customers.example"
NAME = "mail.shop.example"


class MailHost:
    """``async with MailHost() as host``: listens while it is entered; ports of 0 are chosen free.

    Everybody's password is ``password``. ``imap`` and ``smtp`` hold what is to go wrong. ``office``
    delivers from within this process. With ``kept`` the mailboxes lie in that folder between runs.
    """

    def __init__(
        self,
        *,
        password: str = "sandbox",  # noqa: S107 - guards nothing: mailboxes of invented people
        address: str = "127.0.0.1",
        imap_port: int = 0,
        smtp_port: int = 0,
        kept: Path | None = None,
    ) -> None:
        self._kept = kept
        self.address = address
        self.imap_port = imap_port
        self.smtp_port = smtp_port
        self.imap = ImapFaults()
        self.smtp = SmtpFaults()
        self.office = PostOffice(shop=SHOP, customers=CUSTOMERS, password=password, name=NAME)
        self._door = SmtpDoor(self.office, self.smtp)
        self._servers: list[asyncio.Server] = []
        self._sessions: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def shop(self) -> Account:
        """The shop's mailbox."""
        return self.office.account(SHOP)

    async def __aenter__(self) -> Self:
        # aiosmtpd tells every command of every session as information.
        logging.getLogger("mail.log").setLevel(logging.ERROR)
        if self._kept is not None:
            await asyncio.to_thread(keeping.take, self.office, self._kept)
        imap = await asyncio.start_server(
            self._serve_imap, self.address, self.imap_port, limit=LINE_LIMIT
        )
        smtp = await asyncio.get_running_loop().create_server(
            self._door.protocol, self.address, self.smtp_port
        )
        self._servers = [imap, smtp]
        self.imap_port, self.smtp_port = (
            int(server.sockets[0].getsockname()[1]) for server in self._servers
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for server in self._servers:
            server.close()
        tasks = list(self._sessions)
        self.drop_connections()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._door.quiet.wait()
        for server in self._servers:
            await server.wait_closed()
        if self._kept is not None:
            await asyncio.to_thread(keeping.save, self.office, self._kept)

    def drop_connections(self) -> None:
        """Cut every open connection, as when the machine is restarted."""
        for transport in self._door.connections:
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        for writer in self._sessions.values():
            writer.transport.abort()

    async def _serve_imap(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None:  # a stream's callback is always a task of its own
            raise RuntimeError("no task")
        self._sessions[task] = writer
        try:
            await ImapSession(reader, writer, self.office.sign_in, self.imap).serve()
        finally:
            del self._sessions[task]
