"""One inbox's line, kept up for as long as the inbox is: held by one process at a time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from dataclasses import dataclass, field

from connectors.base import House
from connectors.email.imap.connecting import Tokens, Trust, checked_certificates
from connectors.email.imap.door import Letterbox, Notes
from connectors.email.imap.errors import LineError
from connectors.email.imap.mailbox import Mailbox
from connectors.email.imap.pace import BackOff, Pace
from connectors.email.imap.reporting import Reporting
from connectors.email.imap.rounds import Rounds
from connectors.email.imap.session import Session
from connectors.email.imap.taking import Taking
from connectors.email.imap.wishes import Wishes
from connectors.email.settings import read
from connectors.ports import HeldLease
from conversations.connections import ConnectionState
from conversations.errors import Conflict, Invalid, ParleyError, Unavailable
from conversations.places import Inbox
from conversations.tasks import end, obey

_log = logging.getLogger(__name__)


def lease_name(inbox_id: str) -> str:
    """The lease of who may fetch an inbox's mail."""
    return f"imap:{inbox_id}"


@dataclass(slots=True)
class MailboxWorker:
    """Fetches the mail of one inbox. ``inbox`` may be exchanged for a newer state of it by which
    the line would be made in the same way."""

    house: House
    letterbox: Letterbox
    inbox: Inbox
    tokens: Tokens | None = None
    trust: Trust = checked_certificates
    pace: Pace = field(default_factory=Pace)

    async def run(self) -> None:
        """Go on until cancelled. Waits while another process holds the inbox's lease."""
        lease = self.house.leases.held_by(
            lease_name(self.inbox.id), self.house.owner, self.pace.lease_s
        )
        while True:
            try:
                if await lease.hold():
                    await self._while_held(lease)
            except ParleyError as error:
                _log.warning("the lease of an inbox cannot be asked for: %s", error)
            obey()
            await asyncio.sleep(self.pace.lease_s / 3)

    async def _while_held(self, lease: HeldLease) -> None:
        """Work until the lease is lost; give it back at the end."""
        wishes = Wishes(Notes(self.house.cursors, self.inbox.id, lease))
        work = asyncio.create_task(_Line(self, lease, wishes).run(), name=f"mail {self.inbox.id}")
        renewing = asyncio.create_task(self._renew(lease, wishes))
        try:
            await asyncio.wait({work, renewing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await end(work)
            await end(renewing)
            with contextlib.suppress(ParleyError):
                await lease.release()

    async def _renew(self, lease: HeldLease, wishes: Wishes) -> None:
        """Return when the lease is lost, or may be: nobody answered for its whole length."""
        held_at = time.monotonic()
        while True:
            try:
                await wishes.look()
                await asyncio.sleep(self.pace.lease_s / 3)
                if not await lease.hold():
                    _log.warning("another process looks after inbox %s by now", self.inbox.id)
                    return
                held_at = time.monotonic()
            except Unavailable:
                if time.monotonic() - held_at >= self.pace.lease_s:
                    return
                await asyncio.sleep(self.pace.lease_s / 10)
            obey()


class _Line:
    """Sessions, one after the other, while the lease is held."""

    def __init__(self, worker: MailboxWorker, lease: HeldLease, wishes: Wishes) -> None:
        house, inbox = worker.house, worker.inbox
        self._worker = worker
        self._wishes = wishes
        self._settings = read(inbox.settings)
        self._back_off = BackOff(worker.pace)
        self._reporting = Reporting(house.connections, house.clock, inbox.id, worker.pace.report_s)
        notes = Notes(house.cursors, inbox.id, lease)
        self._mailbox = Mailbox(
            inbox, self._settings.imap, Taking(worker.letterbox), notes, house.clock
        )

    async def run(self) -> None:
        """Connect again and again; return only when another holder of the lease has written."""
        await self._reporting.state(ConnectionState.CONNECTING, "The connection is being made.")
        while True:
            try:
                await self._session()
            except Conflict:
                return
            except Exception as error:
                await self._failed(error)

    async def _session(self) -> None:
        worker = self._worker
        session = await Session.open(
            worker.inbox,
            self._settings,
            worker.tokens,
            trust=worker.trust,
            times=worker.pace.times,
        )
        rounds = Rounds(
            session=session,
            mailbox=self._mailbox,
            house=worker.house,
            pace=worker.pace,
            reporting=self._reporting,
            wishes=self._wishes,
            current=lambda: worker.inbox,
            went_well=self._back_off.reset,
        )
        try:
            await rounds.run()
        finally:
            await session.close()

    async def _failed(self, error: Exception) -> None:
        """Say what is wrong and wait; longer each time."""
        lasting = isinstance(error, Invalid) or (isinstance(error, LineError) and error.lasting)
        # an access token may have been withdrawn early: the second try has a fresh one
        once_more = self._settings.auth == "oauth2" and self._back_off.failures == 0
        wait_s = self._back_off.next_s(lasting=lasting and not once_more)
        if isinstance(error, Unavailable):
            wait_s = min(wait_s, self._worker.pace.last_unavailable_s)
        if isinstance(error, ParleyError):
            detail, remedy = str(error), error.remedy
            _log.warning("mail of inbox %s cannot be fetched: %s", self._worker.inbox.id, error)
        else:
            detail, remedy = f"Parley failed by a fault of its own ({error!r})", ""
            _log.error("fetching mail failed", exc_info=error)
        first = self._back_off.failures == 1 and not lasting
        state = ConnectionState.CONNECTING if first else ConnectionState.FAILING
        await self._reporting.state(state, detail, remedy, last_error=detail)
        obey()
        await asyncio.sleep(wait_s)
