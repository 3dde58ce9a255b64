"""What goes on in one session: catch up with all folders, compare now and then, wait for news."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from connectors.base import House
from connectors.email.imap.errors import FolderMissing, ServerRefused
from connectors.email.imap.mailbox import Mailbox
from connectors.email.imap.pace import Pace
from connectors.email.imap.reconcile import Reconciliation, Reconciling
from connectors.email.imap.reporting import Reporting
from connectors.email.imap.session import Session
from connectors.email.imap.wishes import Wishes
from conversations.connections import ConnectionState
from conversations.places import Inbox
from conversations.tasks import obey

_log = logging.getLogger(__name__)

MAIL_COMES_IN = "Mail comes in."


@dataclass(slots=True, kw_only=True)
class Rounds:
    """One session at work. ``current`` returns the inbox as it is set up now; ``went_well`` is
    called whenever there was progress."""

    session: Session
    mailbox: Mailbox
    house: House
    pace: Pace
    reporting: Reporting
    wishes: Wishes
    current: Callable[[], Inbox]
    went_well: Callable[[], None]
    _idles: bool = field(init=False, default=True)

    async def run(self) -> None:
        """Go round until something fails: raises LineError, Unavailable, Conflict."""
        self._idles = self.mailbox.imap.idle and self.session.can_idle
        self.mailbox.told = self._told
        await self.reporting.state(ConnectionState.CONNECTED, MAIL_COMES_IN, mode=self._mode)
        while True:
            self.mailbox.inbox = self.current()
            missing = await self._catch_up()
            await self._tell(missing)
            self.went_well()
            if await self._is_time_to_compare():
                await self.compare()
                continue  # it opened the folders: what they told of meanwhile has been overheard
            obey()
            await self._wait(missing)

    async def compare(self) -> Reconciliation:
        """Compare with the server, fetch what is missing, and keep the result."""
        comparing = Reconciling(self.mailbox, self.house.journal, self.wishes.looked)
        result = await comparing.run(self.session)
        now = self.house.clock.now()
        await self.wishes.grant(result, now)
        if result.missing_found:
            _log.warning("the comparison of inbox %s: %s", self.mailbox.inbox.id, result)
        await self.reporting.facts(
            at_once=True,
            reconciled_at=now.isoformat(),
            on_server=result.on_server,
            stored=result.stored,
            missing=result.missing,
        )
        return result

    @property
    def _mode(self) -> str:
        return "idle" if self._idles else "poll"

    async def _catch_up(self) -> dict[str, FolderMissing]:
        """Take what is new in every folder; one that is missing does not hold up the others."""
        missing: dict[str, FolderMissing] = {}
        for name in self.mailbox.imap.folders:
            try:
                await self.mailbox.catch_up(self.session, name)
            except FolderMissing as error:
                missing[name] = error
        return missing

    async def _tell(self, missing: dict[str, FolderMissing]) -> None:
        facts: dict[str, Any] = {"mode": self._mode, "backlog": 0}
        if missing:
            detail = " ".join(map(str, missing.values()))
            await self.reporting.state(
                ConnectionState.FAILING, detail, FolderMissing.remedy, last_error=detail, **facts
            )
            return
        complaints = " ".join(self.mailbox.complaints.values())
        if complaints:
            detail = f"Mail comes in, but cannot be marked or moved as set. {complaints}"
            remedy = "Check the folder for taken mail in the inbox's settings."
            await self.reporting.state(ConnectionState.CONNECTED, detail, remedy, **facts)
            return
        await self.reporting.state(ConnectionState.CONNECTED, MAIL_COMES_IN, **facts)

    async def _told(self, taken: int, left: int) -> None:
        self.went_well()
        facts: dict[str, Any] = {"backlog": left}
        if taken:
            facts["last_message_at"] = self.house.clock.now().isoformat()
        await self.reporting.facts(**facts)

    async def _is_time_to_compare(self) -> bool:
        if self.wishes.wanted.is_set():
            return True
        last = await self.wishes.last()
        if last is None:
            return True
        return (self.house.clock.now() - last).total_seconds() >= self.pace.reconcile_s

    async def _wait(self, missing: Collection[str]) -> None:
        """Wait for news of the first folder, for the time to look at the others, or for a wish."""
        imap = self.mailbox.imap
        poll_s = float(imap.poll_s)
        first = imap.folders[0]
        if not self._idles or first in missing:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(poll_s):
                    await self.wishes.wanted.wait()
            return
        if len(imap.folders) > 1:
            # back to it, and take what has come there while we were elsewhere
            await self.mailbox.catch_up(self.session, first)
        up_to_s = self.pace.idle_s if len(imap.folders) == 1 else min(poll_s, self.pace.idle_s)
        try:
            await self.session.idle(up_to_s, also=self.wishes.wanted)
        except ServerRefused as error:
            _log.warning("the mail server offers IDLE and refuses it: %s", error)
            self._idles = False
