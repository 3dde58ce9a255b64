"""The workers of all mail inboxes: one begins, ends or is made anew as inboxes come and change."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from connectors.base import House
from connectors.email.imap.connecting import Tokens, Trust, checked_certificates
from connectors.email.imap.door import Letterbox
from connectors.email.imap.pace import Pace
from connectors.email.imap.reporting import Reporting
from connectors.email.imap.worker import MailboxWorker
from connectors.email.settings import read
from conversations.channels import Channel
from conversations.connections import ConnectionState
from conversations.errors import Invalid, ParleyError
from conversations.events import Event, SettingsChanged
from conversations.places import Inbox
from conversations.tasks import end, obey

_log = logging.getLogger(__name__)

_OF_THE_LINE = ("address", "auth", "oauth", "imap")
"""Settings by which the line is made; the others may change under it."""


@dataclass(slots=True)
class _Running:
    """A worker at work."""

    worker: MailboxWorker
    task: asyncio.Task[None]

    def is_for(self, inbox: Inbox) -> bool:
        """Whether this worker may go on with the inbox as it is set up now."""
        return _line_of(self.worker.inbox) == _line_of(inbox)


@dataclass(slots=True)
class Fleet:
    """Keeps one worker for each mail inbox that is enabled and set up. Every process that holds
    lines runs a fleet; leases see to it that each inbox is fetched by one."""

    house: House
    letterbox: Letterbox
    tokens: Tokens | None = None
    trust: Trust = checked_certificates
    pace: Pace = field(default_factory=Pace)
    _running: dict[str, _Running] = field(default_factory=dict)
    _off: dict[str, str] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Go on until cancelled; sessions are closed then."""
        self.house.bus.subscribe(SettingsChanged, self._on_event)
        try:
            while True:
                self._changed.clear()
                try:
                    await self._follow(await self.house.inboxes.inboxes_of(Channel.EMAIL))
                except ParleyError as error:
                    _log.warning("the mail inboxes cannot be looked up: %s", error)
                obey()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(self.pace.watch_s):
                        await self._changed.wait()
        finally:
            await asyncio.gather(*(self._end(inbox_id) for inbox_id in list(self._running)))

    async def _on_event(self, event: Event) -> None:
        if isinstance(event, SettingsChanged) and event.kind == "inbox":
            self._changed.set()

    async def _follow(self, inboxes: Sequence[Inbox]) -> None:
        """Have workers for just those inboxes that want one, as they are set up now."""
        reasons = {inbox.id: why_off(inbox) for inbox in inboxes}
        wanted = {inbox.id: inbox for inbox in inboxes if reasons[inbox.id] is None}
        self._off = {id_: it for id_, it in self._off.items() if reasons.get(id_) is not None}
        ending = [
            inbox_id
            for inbox_id, running in self._running.items()
            if inbox_id not in wanted or not running.is_for(wanted[inbox_id]) or running.task.done()
        ]
        await asyncio.gather(*(self._end(inbox_id) for inbox_id in ending))
        for inbox_id, reason in reasons.items():
            if reason is not None and self._off.get(inbox_id) != reason:
                await self._tell_off(inbox_id, reason)
        for inbox in wanted.values():
            self._begin(inbox)

    def _begin(self, inbox: Inbox) -> None:
        running = self._running.get(inbox.id)
        if running is not None:
            running.worker.inbox = inbox
            return
        worker = MailboxWorker(
            self.house, self.letterbox, inbox, self.tokens, self.trust, self.pace
        )
        task = asyncio.create_task(worker.run(), name=f"mail worker {inbox.id}")
        self._running[inbox.id] = _Running(worker, task)

    async def _end(self, inbox_id: str) -> None:
        running = self._running.pop(inbox_id)
        failed = running.task.done() and not running.task.cancelled() and running.task.exception()
        if failed:
            _log.error("the worker of inbox %s failed; it is begun anew", inbox_id, exc_info=failed)
        await end(running.task)

    async def _tell_off(self, inbox_id: str, reason: str) -> None:
        """Report, once, that an inbox is off and why."""
        reporting = Reporting(self.house.connections, self.house.clock, inbox_id, 0)
        await reporting.state(ConnectionState.OFF, reason)
        self._off[inbox_id] = reason


def _line_of(inbox: Inbox) -> tuple[object, ...]:
    return (inbox.secrets, *map(inbox.settings.get, _OF_THE_LINE))


def why_off(inbox: Inbox) -> str | None:
    """Why no mail of an inbox is fetched; None if it is."""
    if not inbox.enabled:
        return "The inbox is switched off."
    try:
        settings = read(inbox.settings)
    except Invalid as error:
        return str(error)
    if not settings.is_set_up:
        return "Its address and mail server are not set yet."
    return None
