"""What the router needs from outside, beside the domain's own ports."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from conversations.conversation import Conversation, State
from conversations.people import Seat
from conversations.places import Queue


class RouterStore(Protocol):
    """What the router reads to set up its board and to put it right."""

    def live(self, states: Sequence[State]) -> AsyncIterator[Sequence[Conversation]]:
        """All conversations in ``states``, in chunks of a bounded size."""
        ...

    async def held_by(self, user_id: str) -> Sequence[Conversation]:
        """Conversations that take some of this agent's capacity."""
        ...

    async def seats(self) -> Sequence[Seat]:
        """All seats."""
        ...

    async def queues(self) -> Sequence[Queue]:
        """All queues."""
        ...


class SeatStore(Protocol):
    """Seats, read and changed one at a time."""

    async def seat(self, user_id: str) -> Seat:
        """Return it or raise NotFound."""
        ...

    async def store_presence(self, seat: Seat) -> Seat:
        """Store ``presence``, ``reason``, ``since``, ``last_seen`` and ``vanished_at`` if the
        stored version is still ``seat.version``, else raise VersionConflict; return what is stored
        now, with the next version. Load and ``idle_since`` belong to claims and stay."""
        ...

    async def seen(self, user_ids: Sequence[str], now: datetime) -> None:
        """Note that these agents' consoles are connected, in one write; no new version."""
        ...


class PresenceLog(Protocol):
    """The record of who was in which presence, and since when."""

    async def add_presence(self, user_id: str, at: datetime, change: Mapping[str, Any]) -> None:
        """Store one change of an agent's presence (``before``, ``after``, ``reason``)."""
        ...


class Lease(Protocol):
    """A fenced lease in the store that one process at a time can hold."""

    ttl_s: float
    """How long a lease lasts that is not renewed, in seconds."""

    async def hold(self) -> bool:
        """Take the lease or renew it; False while another has it."""
        ...

    async def release(self) -> None:
        """Give it up at once, if it is ours."""
        ...
