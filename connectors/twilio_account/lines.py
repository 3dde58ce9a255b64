"""The work that goes on for all inboxes of a channel at Twilio: each is looked after in turn by one
process, and how it fares is told."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors.base import House
from connectors.ports import HeldLease
from conversations.channels import Channel
from conversations.connections import Connection, ConnectionState
from conversations.errors import Conflict, ParleyError
from conversations.events import Event, SettingsChanged
from conversations.places import Inbox
from conversations.tasks import obey

_log = logging.getLogger(__name__)

LEASE_S = 60.0
FIRST_PAUSE_S = 5.0
"""After a failure; doubled with each that follows, up to LONGEST_PAUSE_S."""
LONGEST_PAUSE_S = 300.0


@dataclass(slots=True)
class Line:
    """What this process knows of an inbox's line."""

    lease: HeldLease
    looked: bool = False
    failures: int = 0
    not_before: datetime | None = None
    told: tuple[ConnectionState, str] | None = None

    def rest(self, now: datetime) -> None:
        """Leave it alone for a while; a lease is renewed, or asked for again, in time."""
        self.not_before = now + timedelta(seconds=LEASE_S / 3)


class Lines(ABC):
    """Every process that holds lines runs this; a lease for each inbox keeps them apart."""

    channel: Channel
    watch_s: float
    """How often it is looked what is due, in seconds."""

    def __init__(self, house: House, last_webhook_at: Mapping[str, Any]) -> None:
        self.house = house
        self.last_webhook_at = last_webhook_at
        self._lines: dict[str, Line] = {}
        self._changed = asyncio.Event()
        self._step = asyncio.Lock()

    @abstractmethod
    async def look(self, inbox: Inbox, line: Line) -> None:
        """Look after an inbox, if it is due. Raises ParleyError; Conflict if another process has
        taken over."""

    def pause_s(self, failures: int, error: ParleyError) -> float:
        """How long to wait after so many failures, in seconds."""
        return min(FIRST_PAUSE_S * 2.0 ** min(failures - 1, 10), LONGEST_PAUSE_S)

    async def run(self) -> None:
        """Go on until cancelled."""
        self.house.bus.subscribe(SettingsChanged, self._on_event)
        try:
            while True:
                self._changed.clear()
                try:
                    await self.step()
                except ParleyError as error:
                    _log.warning("the inboxes of %s cannot be looked up: %s", self.channel, error)
                obey()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.watch_s):
                        await self._changed.wait()
        finally:
            for line in self._lines.values():
                with contextlib.suppress(ParleyError):
                    await line.lease.release()

    async def step(self) -> None:
        """Look after every line that is due."""
        async with self._step:
            inboxes = await self.house.inboxes.inboxes_of(self.channel)
            for gone in self._lines.keys() - {inbox.id for inbox in inboxes}:
                del self._lines[gone]
            await asyncio.gather(*(self._attend(inbox) for inbox in inboxes))

    async def well(self, inbox: Inbox, line: Line, detail: str, facts: dict[str, Any]) -> None:
        """Tell that an inbox fares well."""
        line.failures = 0
        seen = self.last_webhook_at.get(inbox.id)
        known = {"last_error": "", **facts} | ({"last_message_at": seen} if seen else {})
        await self._report(inbox, line, ConnectionState.CONNECTED, detail, "", known)

    async def off(self, inbox: Inbox, line: Line, detail: str) -> None:
        """Tell, once, that an inbox does nothing."""
        line.looked = False
        if line.told != (ConnectionState.OFF, detail):
            await self._report(inbox, line, ConnectionState.OFF, detail, "", {})

    async def _on_event(self, event: Event) -> None:
        if isinstance(event, SettingsChanged) and event.kind == "inbox":
            for line in self._lines.values():
                line.not_before = None
            self._changed.set()

    async def _attend(self, inbox: Inbox) -> None:
        line = self._lines.get(inbox.id)
        if line is None:
            name = f"{self.channel}:{inbox.id}"
            line = Line(self.house.leases.held_by(name, self.house.owner, LEASE_S))
            self._lines[inbox.id] = line
        try:
            await self.look(inbox, line)
        except Conflict:
            return
        except ParleyError as error:
            await self._failed(inbox, line, error)
        except Exception as error:
            _log.exception("looking after a line failed", extra={"inbox": inbox.id})
            await self._failed(
                inbox, line, ParleyError(f"Parley failed by a fault of its own ({error!r})")
            )

    async def _failed(self, inbox: Inbox, line: Line, error: ParleyError) -> None:
        line.failures += 1
        pause = timedelta(seconds=self.pause_s(line.failures, error))
        line.not_before = self.house.clock.now() + pause
        if line.told != (ConnectionState.FAILING, str(error)):
            _log.warning("a line to Twilio fails: %s", error, extra={"inbox": inbox.id})
        facts = {"last_error": str(error)}
        await self._report(inbox, line, ConnectionState.FAILING, str(error), error.remedy, facts)

    async def _report(
        self,
        inbox: Inbox,
        line: Line,
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
