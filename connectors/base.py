"""The shape of a connector, and what the house lends to it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from aiohttp import web

from connectors.ports import (
    Alarms,
    Connections,
    Cursors,
    Door,
    Emitter,
    EventSource,
    Files,
    InboxBook,
    Journal,
    Leases,
    LiveCalls,
    Phones,
    Standing,
    Tallies,
    Threads,
    Timelines,
)
from conversations.bus import EventBus
from conversations.calls.desk import CallDesk
from conversations.channels import Capabilities, Channel
from conversations.clock import Clock
from conversations.connections import CheckStep
from conversations.inbound import Filed, InboundMessage, JournalRecord
from conversations.places import Inbox
from conversations.ports import Carrier, ConsentLedger, Places
from conversations.visitor import ContactDesk
from conversations.workbench import Workbench


def _not_counted(channel: Channel, outcome: str) -> None:
    """Where nobody counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a connector may use. ``sign_file`` makes a file's signed address; ``address_of`` tells
    a request's address behind trusted proxies; ``elsewhere`` tells what other processes have
    committed, some time later and without ``before`` and entries; ``owner`` names this process in
    leases; ``note_webhook`` counts what became of one (a word of a short, fixed list)."""

    clock: Clock
    bus: EventSource
    emitter: Emitter
    inboxes: InboxBook
    intake: Door
    journal: Journal
    threads: Threads
    timelines: Timelines
    workbench: Workbench
    contact_desk: ContactDesk
    files: Files
    leases: Leases
    cursors: Cursors
    connections: Connections
    tallies: Tallies
    alarms: Alarms
    consents: ConsentLedger
    calls: CallDesk
    live_calls: LiveCalls
    phones: Phones
    queues: Places
    owner: str
    standing: Standing
    public_url: str
    signing_key: bytes = field(repr=False)
    attachment_max_bytes: int
    visitor_messages_per_minute: int = 30
    sign_file: Callable[[str], str]
    address_of: Callable[[web.BaseRequest], str]
    elsewhere: EventSource = field(default_factory=EventBus)
    note_webhook: Callable[[Channel, str], None] = _not_counted


Job = Callable[[], Coroutine[Any, Any, None]]
"""Work that goes on until it is cancelled."""


class Opened(Protocol):
    """A connector at work."""

    @property
    def carrier(self) -> Carrier:
        """Its outgoing side."""
        ...

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Add its routes to the application and its namespaces to the Socket.IO server (which has
        no types). What it does there lives as long as the application."""
        ...

    async def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage | Filed:
        """Turn a journalled payload into a message, or say why it belongs on no timeline.

        Raises Invalid on nonsense. May be called again with the same record.
        """
        ...

    def jobs(self) -> Mapping[str, Job]:
        """What it does in the processes that hold lines to the outside (roles ``all`` and
        ``connectors``), by name; several processes may run them at once."""
        ...

    async def close(self) -> None:
        """End politely what is still open when the process stops, after its jobs and deliveries."""
        ...


class Connector(Protocol):
    """What ``setup()`` returns: everything about a channel that needs no connection."""

    @property
    def channel(self) -> Channel:
        """The channel it serves."""
        ...

    @property
    def capabilities(self) -> Capabilities:
        """What the channel can carry."""
        ...

    def check_settings(self, settings: Mapping[str, Any]) -> dict[str, Any]:
        """Return an inbox's settings complete and checked, or raise Invalid. May read files."""
        ...

    def destinations(self, settings: Mapping[str, Any]) -> Mapping[str, str]:
        """Which host each secret is shown to, by the secret's name. A stored secret is not shown
        to another one: whoever changes the host gives the secret again."""
        ...

    async def check_line(self, inbox: Inbox) -> Sequence[CheckStep]:
        """Try an inbox's settings and credentials for real, step by step; never raises for what
        the other side says. Nothing is sent, marked or stored."""
        ...

    def open(self, house: House) -> Opened:
        """Begin to work."""
        ...
