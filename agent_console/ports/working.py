"""Agents at work, queues, files, and what waits for a person."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from conversations.connections import Connection
from conversations.entries import Attachment
from conversations.inbound import JournalRecord
from conversations.outbox import OutboxItem, OutboxState
from conversations.people import Presence, Seat, User
from router.on_calls import Engagement
from router.stats import QueueStats


class SeatBook(Protocol):
    """The agents' seats."""

    async def seat(self, user_id: str) -> Seat:
        """Return it or raise NotFound."""
        ...

    async def all(self) -> Sequence[Seat]:
        """Return all seats, by name."""
        ...

    async def keep(self, user: User, queue_ids: Sequence[str], now: datetime) -> Seat:
        """Make or renew a user's seat from what the user is; presence and load stay."""
        ...

    async def remove(self, user_id: str) -> None:
        """Take the seat of a user away who has none any more."""
        ...


class Attendance(Protocol):
    """Who is there: :class:`router.attendance.Attendance`. It tells of every change on the bus."""

    async def connected(self, user_id: str, socket: str) -> Seat:
        """A console of the agent connects to this process."""
        ...

    async def disconnected(self, user_id: str, socket: str) -> Seat | None:
        """A console has gone; if it was the last one here, the agent has vanished."""
        ...

    async def heartbeat(self) -> None:
        """Note who is connected to this process, in one write."""
        ...

    async def choose(self, user_id: str, wanted: Presence, reason: str = "") -> Seat:
        """Set a presence. Raises Invalid on a reason that is none."""
        ...


class Holdings(Protocol):
    """What agents have in hand."""

    async def held(self, user_ids: Sequence[str]) -> Mapping[str, int]:
        """Return how many conversations take a seat of each of these agents, by user id."""
        ...


class Figures(Protocol):
    """How queues stand: :class:`router.stats.Figures`, kept by events in this process."""

    def of(self, queue_id: str, now: datetime) -> QueueStats:
        """Return a queue's figures."""
        ...

    def engagement(self, user_id: str) -> Engagement | None:
        """Return what an agent's calls have them do, and since when; None if nothing."""
        ...


class Quarantine(Protocol):
    """Payloads that could not be received."""

    async def quarantined(self, limit: int = 100) -> Sequence[JournalRecord]:
        """Return them, newest first."""
        ...

    async def release(self, record_id: str, now: datetime) -> JournalRecord:
        """Take it out of quarantine and return it, or raise NotFound."""
        ...

    async def find(self, inbox_id: str, external_id: str) -> JournalRecord | None:
        """Return one record, whatever its state, or None."""
        ...

    async def filed_records(self, before: datetime, limit: int = 100) -> Sequence[JournalRecord]:
        """Return what was understood but put on no timeline, newest first, received before."""
        ...

    async def unfile(self, inbox_id: str, external_id: str, now: datetime) -> JournalRecord:
        """Return a filed record for receiving it after all, or raise NotFound."""
        ...


class DeadLetters(Protocol):
    """Messages that could not be delivered."""

    async def waiting(self, state: OutboxState, limit: int = 100) -> Sequence[OutboxItem]:
        """Return items in a state, longest due first: ``dead`` for the dead letters."""
        ...

    async def get(self, item_id: str) -> OutboxItem:
        """Return one, or raise NotFound."""
        ...


class Connections(Protocol):
    """How the inboxes' lines to the outside fare."""

    async def all(self) -> Sequence[Connection]:
        """Return the newest report of every inbox that has one."""
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
        """Store, sniffing the type from the content; raises Invalid beyond ``max_bytes``."""
        ...

    async def describe(self, file_id: str) -> Attachment:
        """Return what is known of a file, or raise NotFound."""
        ...

    async def owner(self, file_id: str) -> dict[str, Any]:
        """Return who put it there, or raise NotFound."""
        ...

    def read(self, file_id: str, start: int = 0) -> AsyncIterator[bytes]:
        """Return its content from byte ``start`` in chunks."""
        ...
