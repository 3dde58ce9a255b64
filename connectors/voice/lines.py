"""The work that goes on for all inboxes for calls: looking for calls that did not reach us, and
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
from connectors.voice.backfill import Backfill
from connectors.voice.callers import Callers
from connectors.voice.trunk import Trunks
from conversations.channels import Channel
from conversations.connections import Connection, ConnectionState
from conversations.errors import ParleyError
from conversations.events import Event, SettingsChanged
from conversations.places import Inbox
from conversations.tasks import obey

_log = logging.getLogger(__name__)

LEASE_S = 60.0
WATCH_S = 5.0
EVERY = timedelta(minutes=5)
"""So often each account is asked whether it lets us in, and for what did not reach us."""
FIRST_PAUSE_S = 5.0
"""After a failure; doubled with each that follows, up to EVERY."""


@dataclass(slots=True)
class _Line:
    """What this process knows of an inbox's line."""

    lease: HeldLease
    failures: int = 0
    not_before: datetime | None = None
    told: tuple[ConnectionState, str] | None = None


@dataclass(slots=True)
class Lines:
    """Every process that holds lines runs this; a lease for each inbox keeps them apart."""

    house: House
    trunks: Trunks
    callers: Callers
    last_webhook_at: Mapping[str, Any]
    _lines: dict[str, _Line] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)
    _step: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Go on until cancelled."""
        self.house.bus.subscribe(SettingsChanged, self._on_event)
        try:
            while True:
                self._changed.clear()
                try:
                    await self.step()
                except ParleyError as error:
                    _log.warning("the inboxes for calls cannot be looked up: %s", error)
                obey()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(WATCH_S):
                        await self._changed.wait()
        finally:
            for line in self._lines.values():
                with contextlib.suppress(ParleyError):
                    await line.lease.release()

    async def step(self) -> None:
        """Look after every line that is due."""
        async with self._step:
            inboxes = await self.house.inboxes.inboxes_of(Channel.VOICE)
            for gone in self._lines.keys() - {inbox.id for inbox in inboxes}:
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
            lease = self.house.leases.held_by(f"voice:{inbox.id}", self.house.owner, LEASE_S)
            line = self._lines[inbox.id] = _Line(lease)
        now = self.house.clock.now()
        if line.not_before is not None and now < line.not_before:
            return
        try:
            if not await line.lease.hold():
                line.not_before = now + timedelta(seconds=LEASE_S / 3)
                return
            await self._look(inbox, line)
        except ParleyError as error:
            await self._failed(inbox, line, error)
        except Exception as error:
            _log.exception("looking after a line for calls failed", extra={"inbox": inbox.id})
            await self._failed(
                inbox, line, ParleyError(f"Parley failed by a fault of its own ({error!r})")
            )

    async def _look(self, inbox: Inbox, line: _Line) -> None:
        now = self.house.clock.now()
        if not inbox.enabled:
            line.not_before = now + timedelta(seconds=LEASE_S / 3)
            await self._off(inbox, line, "The inbox is switched off.")
            return
        if not (inbox.settings.get("account_sid") and inbox.settings.get("number")):
            line.not_before = now + timedelta(seconds=LEASE_S / 3)
            await self._off(inbox, line, "Its account and number are not set yet.")
            return
        trunk = await self.trunks.of(inbox.id)
        with trunk.api.asking():
            account = await trunk.api.rest.fetch_async()
            status = str(account.status)
        if status != "active":
            raise ParleyError(
                f"The Twilio account is {status}.", remedy="Look at it in Twilio's console."
            )
        missed = await Backfill(self.house, self.callers).look(inbox, trunk, line.lease)
        if missed:
            _log.warning(
                "%d calls had not reached us and were found in Twilio's list",
                missed,
                extra={"inbox": inbox.id},
            )
        line.failures, line.not_before = 0, now + EVERY
        facts: dict[str, Any] = {"last_error": "", "backfilled_at": now, "missed": missed}
        seen = self.last_webhook_at.get(inbox.id)
        if seen is not None:
            facts["last_message_at"] = seen
        await self._report(
            inbox, line, ConnectionState.CONNECTED, "Calls come by webhook.", "", facts
        )

    async def _off(self, inbox: Inbox, line: _Line, detail: str) -> None:
        if line.told != (ConnectionState.OFF, detail):
            await self._report(inbox, line, ConnectionState.OFF, detail, "", {})

    async def _failed(self, inbox: Inbox, line: _Line, error: ParleyError) -> None:
        line.failures += 1
        pause = min(FIRST_PAUSE_S * 2.0 ** min(line.failures - 1, 10), EVERY.total_seconds())
        line.not_before = self.house.clock.now() + timedelta(seconds=pause)
        if line.told != (ConnectionState.FAILING, str(error)):
            _log.warning("a line for calls fails: %s", error, extra={"inbox": inbox.id})
        facts = {"last_error": str(error)}
        await self._report(inbox, line, ConnectionState.FAILING, str(error), error.remedy, facts)

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
