"""A team's mail outside of Parley: a real Dovecot that keeps it, and a server that takes ours.

What Parley sends is put into the mailbox of whom it is for, so a test looks at what the other side
holds with an ordinary IMAP client.
"""

from __future__ import annotations

import asyncio
import email.policy
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage

from tests.running.dovecot import Dovecot, running_dovecot
from tests.running.smtp_host import SmtpHost, Taken, smtp_host

PASSWORD = "a mailbox's password"
DEADLINE_S = 20.0


@dataclass
class MailHouse:
    """``users`` maps an address to its mailbox."""

    dovecot: Dovecot
    users: dict[str, str]
    smtp_port: int = 0
    _arrived: threading.Condition = field(default_factory=threading.Condition)
    _count: dict[str, int] = field(default_factory=dict)

    def take(self, taken: Taken) -> None:
        """Deliver one of Parley's mails to everybody on its envelope."""
        for address in taken.recipients:
            user = self.users.get(address.lower())
            if user is not None:
                self.dovecot.deliver(user, taken.content)
        with self._arrived:
            for address in taken.recipients:
                self._count[address.lower()] = self._count.get(address.lower(), 0) + 1
            self._arrived.notify_all()

    def wait_for(self, address: str, count: int) -> None:
        """Return when so many mails have come to an address."""
        with self._arrived:
            came = self._arrived.wait_for(
                lambda: self._count.get(address, 0) >= count, timeout=DEADLINE_S
            )
        assert came, f"{address} got {self._count.get(address, 0)} mails of {count}"

    def mails(self, address: str) -> list[EmailMessage]:
        """What an address holds, oldest first, as its owner's mail program reads it."""
        with self.dovecot.client(self.users[address]) as client:
            client.select("INBOX", readonly=True)
            numbers = client.search(None, "ALL")[1][0].split()
            found = []
            for number in numbers:
                parts = client.fetch(number, "(RFC822)")[1]
                raw = next(part[1] for part in parts if isinstance(part, tuple))
                message = message_from_bytes(raw, policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                found.append(message)
            return found


@contextmanager
def mail_house(program: str, users: dict[str, str]) -> Iterator[MailHouse]:
    """Run both servers for the time of the context; ``program`` is Dovecot's."""
    boxes = {user: PASSWORD for user in users.values()}
    with running_dovecot(program, boxes) as dovecot:
        house = MailHouse(dovecot, users)
        with _serving(house):
            yield house


@contextmanager
def _serving(house: MailHouse) -> Iterator[None]:
    """The SMTP server in a loop and thread of its own: a browser test has no loop to lend."""
    ready, stop = threading.Event(), asyncio.Event()
    loops: list[asyncio.AbstractEventLoop] = []

    async def serve() -> None:
        loops.append(asyncio.get_running_loop())
        async with smtp_host() as host:
            _join(house, host)
            ready.set()
            await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), name="smtp")
    thread.start()
    try:
        assert ready.wait(DEADLINE_S), "the SMTP server did not start"
        yield
    finally:
        loops[0].call_soon_threadsafe(stop.set)
        thread.join(DEADLINE_S)


def _join(house: MailHouse, host: SmtpHost) -> None:
    house.smtp_port = host.port
    host.taker = house.take
