"""The work that goes on for all inboxes for texts: looking through Twilio's lists in turn, and
telling how the lines fare."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.ports import HeldLease
from connectors.sms.backfill import Backfill, Looked
from connectors.sms.settings import SettingsBook, SmsSettings
from connectors.twilio_account.client import TwilioApi, TwilioApis
from conversations.channels import Channel
from conversations.connections import Connection, ConnectionState
from conversations.errors import Conflict, Invalid, ParleyError
from conversations.events import Event, SettingsChanged
from conversations.places import Inbox
from conversations.tasks import obey

_log = logging.getLogger(__name__)

LEASE_S = 60.0
WATCH_S = 2.0
FIRST_PAUSE_S = 5.0
"""After a failed look; doubled with each that follows, up to the time between two looks."""


@dataclass(slots=True)
class _Line:
    """What this process knows of an inbox's line."""

    lease: HeldLease
    looked: bool = False
    failures: int = 0
    not_before: datetime | None = None
    told: tuple[ConnectionState, str] | None = None


@dataclass(slots=True)
class Lines:
    """Keeps the inboxes' lists looked through: once at the start, and then as often as is set.
    Every process that holds lines runs this; a lease for each inbox keeps them apart."""

    house: House
    book: SettingsBook
    apis: TwilioApis
    last_webhook_at: Mapping[str, Any]
    _lines: dict[str, _Line] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Go on until cancelled."""
        self.house.bus.subscribe(SettingsChanged, self._on_event)
        try:
            while True:
                self._changed.clear()
                try:
                    await self.step()
                except ParleyError as error:
                    _log.warning("the inboxes for texts cannot be looked up: %s", error)
                obey()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(WATCH_S):
                        await self._changed.wait()
        finally:
            for line in self._lines.values():
                with contextlib.suppress(ParleyError):
                    await line.lease.release()

    async def step(self) -> None:
        """Look through every list that is due."""
        inboxes = await self.house.inboxes.inboxes_of(Channel.SMS)
        known = {inbox.id for inbox in inboxes}
        for gone in self._lines.keys() - known:
            del self._lines[gone]
        await asyncio.gather(*(self._attend(inbox) for inbox in inboxes))

    async def _on_event(self, event: Event) -> None:
        if isinstance(event, SettingsChanged) and event.kind == "inbox":
            for line in self._lines.values():
                line.not_before = None
            self._changed.set()

    async def _attend(self, inbox: Inbox) -> None:
        line = self._lines.get(inbox.id)
        if line is None:
            lease = self.house.leases.held_by(f"sms:{inbox.id}", self.house.owner, LEASE_S)
            line = self._lines[inbox.id] = _Line(lease)
        try:
            await self._look(inbox, line)
        except Conflict:
            return
        except ParleyError as error:
            await self._failed(inbox, line, error)
        except Exception as error:
            _log.exception("looking through Twilio's list failed", extra={"inbox": inbox.id})
            await self._failed(
                inbox, line, ParleyError(f"Parley failed by a fault of its own ({error!r})")
            )

    async def _look(self, inbox: Inbox, line: _Line) -> None:
        now = self.house.clock.now()
        if not inbox.enabled:
            await self._off(inbox, line, "The inbox is switched off.")
            return
        settings = await asyncio.to_thread(self.book.of, inbox.id, inbox.settings)
        account = settings.account(inbox.secrets)
        if account is None or not settings.is_set_up:
            await self._off(inbox, line, "Its account and number are not set yet.")
            return
        if line.not_before is not None and now < line.not_before:
            return
        if not await line.lease.hold():
            line.not_before = now + timedelta(seconds=LEASE_S / 3)
            return
        backfill = Backfill(self.house)
        due_at = await backfill.due_at(inbox, settings)
        if line.looked and due_at is not None and now < due_at:
            # due again later; the lease is kept meanwhile, or given to whoever asks after it
            line.not_before = min(due_at, now + timedelta(seconds=LEASE_S / 3))
            return
        looked = await backfill.look(inbox, settings, self.apis.of(account), line.lease)
        line.looked, line.failures, line.not_before = True, 0, None
        await self._well(inbox, line, settings, looked, self.apis.of(account))

    async def _well(
        self, inbox: Inbox, line: _Line, settings: SmsSettings, looked: Looked, api: TwilioApi
    ) -> None:
        facts: dict[str, Any] = {
            "backfilled_at": self.house.clock.now(),
            "listed": looked.listed,
            "missed": looked.missed,
            "last_error": "",
        }
        if looked.missed:
            _log.warning(
                "%d texts had not reached us and were found in Twilio's list",
                looked.missed,
                extra={"inbox": inbox.id},
            )
        seen = self.last_webhook_at.get(inbox.id)
        if seen is not None:
            facts["last_message_at"] = seen
        detail = (
            "Texts come by webhook; Twilio's list is looked through every "
            f"{settings.backfill_minutes} min."
        )
        await self._report(inbox, line, ConnectionState.CONNECTED, detail, "", facts)

    async def _off(self, inbox: Inbox, line: _Line, detail: str) -> None:
        line.looked = False
        if line.told != (ConnectionState.OFF, detail):
            await self._report(inbox, line, ConnectionState.OFF, detail, "", {})

    async def _failed(self, inbox: Inbox, line: _Line, error: ParleyError) -> None:
        line.failures += 1
        pause = min(FIRST_PAUSE_S * 2.0 ** min(line.failures - 1, 10), 300.0)
        if isinstance(error, Invalid):
            pause = 300.0
        line.not_before = self.house.clock.now() + timedelta(seconds=pause)
        if line.told != (ConnectionState.FAILING, str(error)):
            _log.warning("Twilio's list cannot be looked through: %s", error)
        await self._report(
            inbox,
            line,
            ConnectionState.FAILING,
            str(error),
            error.remedy,
            {"last_error": str(error)},
        )

    async def _report(
        self,
        inbox: Inbox,
        line: _Line,
        state: ConnectionState,
        detail: str,
        remedy: str,
        facts: dict[str, Any],
    ) -> None:
        report = Connection(
            inbox_id=inbox.id,
            state=state,
            since=self.house.clock.now(),
            detail=detail,
            remedy=remedy,
            facts=facts,
        )
        try:
            await self.house.connections.report(report)
        except ParleyError:
            line.told = None
        else:
            line.told = (state, detail)
