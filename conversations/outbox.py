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


MAX_ATTEMPTS = 8


def back_off(attempts: int) -> timedelta:
    """How long to wait before attempt ``attempts + 1``: 2, 4, 8 … seconds, at most 15 minutes."""
    return timedelta(seconds=min(2.0**attempts, 900.0))
