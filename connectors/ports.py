"""What connectors ask of the rest of Parley: small protocols, each of two to five methods."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from conversations.channels import Channel
from conversations.connections import Connection
from conversations.conversation import Conversation
from conversations.entries import Attachment, Entry
from conversations.inbound import JournalRecord, Received
from conversations.people import Presence, Scope
from conversations.phones import Phone
from conversations.places import Inbox
from conversations.ports import Bus, Handler
from conversations.queries import EntryPage


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

    async def inboxes_of(self, channel: Channel) -> Sequence[Inbox]:
        """Return a channel's inboxes, the disabled ones too."""
        ...

    async def keep_secret(self, inbox_id: str, name: str, value: str) -> None:
        """Replace one of an inbox's secrets: a provider has given a new one for it."""
        ...

    async def inbox_by_public_key(self, public_key: str) -> Inbox:
        """Return it or raise NotFound."""
        ...


class Door(Protocol):
    """The one door for what comes in: :class:`conversations.intake.Intake`."""

    async def accept(
        self,
        inbox: Inbox,
        external_id: str,
        payload: dict[str, Any],
        *,
        journalled: asyncio.Event | None = None,
    ) -> Received:
        """Journal a payload and receive it; ``journalled`` is set between the two."""
        ...


class Journal(Protocol):
    """What the journal has already."""

    async def find(self, inbox_id: str, external_id: str) -> JournalRecord | None:
        """Return one record, or None."""
        ...

    async def known(self, inbox_id: str, external_ids: Sequence[str]) -> frozenset[str]:
        """Return which of these it has."""
        ...


class Threads(Protocol):
    """Finding a contact's conversation."""

    async def get(self, conversation_id: str, scope: Scope) -> Conversation:
        """Return it or raise NotFound."""
        ...

    async def entry(self, conversation_id: str, seq: int) -> Entry | None:
        """Return one entry of the timeline."""
        ...

    async def entry_by_external_id(self, inbox_id: str, external_id: str) -> Entry | None:
        """Return the entry that a provider's message became."""
        ...

    async def numbered(self, identity_key: str, number: int) -> Conversation | None:
        """Return a conversation by its number, if its contact has this identity."""
        ...

    async def newest_in_thread(self, inbox_id: str, thread: str) -> Conversation | None:
        """Return the open conversation of the thread, else the one closed last, else None."""
        ...


class LiveCalls(Protocol):
    """Finding the calls that are under way."""

    async def live_calls(self) -> Sequence[Conversation]:
        """Return the conversations in whose call somebody is on the line."""
        ...


class Phones(Protocol):
    """On what agents take calls."""

    async def phone_of(self, user_id: str) -> Phone:
        """Return a user's telephone; the browser if they chose none."""
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
        self,
        name: str,
        content: AsyncIterator[bytes],
        *,
        max_bytes: int,
        owner: dict[str, Any],
        file_id: str | None = None,
    ) -> Attachment:
        """Store; raises Invalid beyond ``max_bytes``. What is stored under ``file_id`` already is
        left as it is."""
        ...

    def read(self, file_id: str) -> AsyncIterator[bytes]:
        """Return its content in chunks, or raise NotFound."""
        ...

    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        ...

    async def owner(self, file_id: str) -> dict[str, Any]:
        """Return who put it there, or raise NotFound."""
        ...

    async def remove(self, file_id: str) -> None:
        """Delete a file; harmless if it is gone."""
        ...


class HeldLease(Protocol):
    """One process's side of a lease."""

    @property
    def fence(self) -> int:
        """Rises with each change of hands."""
        ...

    async def hold(self) -> bool:
        """Take the lease or renew it; False while another has it."""
        ...

    async def release(self) -> None:
        """Give it up at once, if it is ours."""
        ...


class Leases(Protocol):
    """For what only one process may do at a time."""

    def held_by(self, name: str, owner: str, ttl_s: float) -> HeldLease:
        """Return this process's side of the lease ``name``."""
        ...


class Cursors(Protocol):
    """Small facts that outlive the process: where a connector is."""

    async def load(self, inbox_id: str, name: str) -> dict[str, Any] | None:
        """Return what was kept last, or None."""
        ...

    async def keep(self, inbox_id: str, name: str, value: dict[str, Any], *, fence: int) -> None:
        """Keep a value; raises Conflict if a later holder of the lease has written."""
        ...


class Connections(Protocol):
    """Where connectors report how their lines fare."""

    async def report(self, connection: Connection) -> None:
        """Keep the newest report of an inbox."""
        ...


class Tallies(Protocol):
    """Counts, for what may happen so often only."""

    async def take(self, key: str, limit: int, window_s: float) -> bool:
        """Count one; False if there were ``limit`` in this stretch of time already."""
        ...


class Alarms(Protocol):
    """Moments at which something is to be looked at, kept over restarts."""

    async def set(self, name: str, key: str, due_at: datetime) -> None:
        """Set an alarm, unless there is one already."""
        ...

    async def move(self, name: str, key: str, due_at: datetime) -> None:
        """Put off an alarm that is there."""
        ...

    async def clear(self, name: str, key: str) -> None:
        """Take an alarm away."""
        ...

    async def due(self, name: str, now: datetime, limit: int) -> Sequence[str]:
        """Return the keys that are due, longest due first."""
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
