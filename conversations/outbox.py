"""Outbox items: what is still to be handed to a channel, stored with the entry it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from conversations.channels import Channel


class OutboxState(StrEnum):
    """Where an item stands. ``dead`` waits for a person; ``unknown`` waits for reconciliation."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    DONE = "done"
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxItem:
    """One message to deliver. ``id`` is the entry's id, so that an entry is queued only once.

    While ``sending``, the worker named in ``lease_owner`` has it until ``lease_until``; after that
    the attempt counts as ``unknown``, for it may have reached the customer.
    """

    id: str
    conversation_id: str
    inbox_id: str
    channel: Channel
    seq: int
    state: OutboxState = OutboxState.QUEUED
    attempts: int = 0
    due_at: datetime
    created_at: datetime
    lease_owner: str | None = None
    lease_until: datetime | None = None
    error: str | None = None
    provider_id: str | None = None
    look_ups: int = 0
    """How often the channel has been asked what became of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long a channel is tried: ``attempts`` in all, and at most ``longest_s`` between two."""

    attempts: int = 8
    longest_s: float = 900.0

    def back_off(self, attempts: int) -> timedelta:
        """How long to wait before attempt ``attempts + 1``: 2, 4, 8 … seconds."""
        return timedelta(seconds=min(2.0 ** min(attempts, 30), self.longest_s))


USUAL = Patience()
"""For channels that answer at once or not at all: about four minutes."""
