"""The shape of a connector, and what the house lends to it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from aiohttp import web

from conversations.bus import EventBus
from conversations.channels import Capabilities, Channel
from conversations.clock import Clock
from conversations.conversation import Conversation
from conversations.entries import Attachment
from conversations.inbound import InboundMessage, JournalRecord, Received
from conversations.people import Presence
from conversations.places import Inbox
from conversations.ports import Bus, Carrier, Handler
from conversations.queries import EntryPage
from conversations.visitor import ContactDesk
from conversations.workbench import Workbench


class EventSource(Bus, Protocol):
    """The event bus, to tell and to be told."""

    def subscribe(self, kinds: type | tuple[type, ...], handler: Handler) -> None:
        """Call ``handler`` for events of ``kinds``."""
        ...


class Emitter(Protocol):
    """What sends an event to a room of sockets, wherever they are connected."""

    async def emit(self, event: str, data: Any, *, namespace: str, room: str) -> None:
        """Send to everybody in the room."""
        ...


class InboxBook(Protocol):
    """Inboxes from a short-lived cache."""

    async def inbox(self, inbox_id: str) -> Inbox:
        """Return it or raise NotFound."""
        ...

    async def inbox_by_public_key(self, public_key: str) -> Inbox:
        """Return it or raise NotFound."""
        ...


class Door(Protocol):
    """The one door for what comes in: :class:`conversations.intake.Intake`."""

    async def accept(self, inbox: Inbox, external_id: str, payload: dict[str, Any]) -> Received:
        """Journal a payload and receive it."""
        ...


class Threads(Protocol):
    """Finding a visitor's conversation."""

    async def newest_in_thread(self, inbox_id: str, thread: str) -> Conversation | None:
        """Return the open conversation of the thread, else the one closed last, else None."""
        ...


class Timelines(Protocol):
    """Reading a conversation's timeline."""

    async def page(
        self, conversation_id: str, *, after: int | None, before: int | None, limit: int
    ) -> EntryPage:
        """Return entries in order of ``seq``; without after and before the newest."""
        ...


class Files(Protocol):
    """The file store, with who put a file there."""

    async def save(
        self, name: str, content: AsyncIterator[bytes], *, max_bytes: int, owner: dict[str, Any]
    ) -> Attachment:
        """Store; raises Invalid beyond ``max_bytes``."""
        ...

    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        ...

    async def owner(self, file_id: str) -> dict[str, Any]:
        """Return who put it there, or raise NotFound."""
        ...


class QueueNow(Protocol):
    """A queue at this moment."""

    @property
    def agents(self) -> Mapping[Presence, int]:
        """How many agents are in which presence."""
        ...


class Standing(Protocol):
    """Who is there, and who waits where."""

    def of(self, queue_id: str, now: datetime) -> QueueNow:
        """Return a queue's figures."""
        ...

    def position(self, conversation_id: str) -> int | None:
        """Return the place in line, from 1; None if the conversation does not wait."""
        ...

    def expected_wait_s(self, conversation_id: str, now: datetime) -> float | None:
        """Return how long it will probably still wait; None if nobody knows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a connector may use. ``sign_file`` makes a file's signed address; ``address_of`` tells
    a request's address behind trusted proxies; ``elsewhere`` tells what other processes have
    committed, some time later and without ``before`` and entries."""

    clock: Clock
    bus: EventSource
    emitter: Emitter
    inboxes: InboxBook
    intake: Door
    threads: Threads
    timelines: Timelines
    workbench: Workbench
    contact_desk: ContactDesk
    files: Files
    standing: Standing
    public_url: str
    signing_key: bytes = field(repr=False)
    attachment_max_bytes: int
    visitor_messages_per_minute: int = 30
    sign_file: Callable[[str], str]
    address_of: Callable[[web.BaseRequest], str]
    elsewhere: EventSource = field(default_factory=EventBus)


class Opened(Protocol):
    """A connector at work."""

    @property
    def carrier(self) -> Carrier:
        """Its outgoing side."""
        ...

    def attach(self, app: web.Application, sockets: Any) -> None:
        """Add its routes to the application and its namespaces to the Socket.IO server (which has
        no types). Its background work lives as long as the application."""
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

    def tame(self, inbox: Inbox, record: JournalRecord) -> InboundMessage:
        """Turn a journalled payload into a message, or raise Invalid."""
        ...

    def open(self, house: House) -> Opened:
        """Begin to work."""
        ...
