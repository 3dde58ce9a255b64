"""What supervisors see: the wallboard, quarantine, dead letters, health and audit."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from agent_console.wire.scalars import Moment, RefShape, Shown, iso
from agent_console.wire.seats import SeatShape
from conversations.channels import Channel
from conversations.connections import Connection, ConnectionState
from conversations.inbound import JournalRecord
from conversations.outbox import OutboxItem


class AgentCounts(Shown):
    """Agents of a queue by presence; and those of them who are on a call, or in its wrap-up."""

    available: int
    busy: int
    away: int
    on_call: int
    wrap_up: int


class ServiceLevelShape(Shown):
    """First responses of today within ``target_s`` (met) of all that are due (total)."""

    target_s: int
    met: int
    total: int


class QueueStatsShape(Shown):
    """How a queue stands now. ``sentiment`` is the mean of what is open, from -1 to 1."""

    queue: RefShape
    waiting: int
    longest_wait_since: Moment | None
    expected_wait_s: float | None
    offered: int
    active: int
    agents: AgentCounts
    service_level: ServiceLevelShape
    abandoned_today: int
    sentiment: float | None
    at: Moment


class WallboardShape(Shown):
    """All queues and seats in the caller's scope."""

    queues: list[QueueStatsShape]
    seats: list[SeatShape]
    at: Moment


class QuarantinedShape(Shown):
    """A payload that could not be received, with the reason."""

    id: str
    inbox_id: str
    channel: Channel
    external_id: str
    received_at: Moment
    attempts: int
    error: str | None
    payload: dict[str, Any]


class Quarantine(Shown):
    """What waits for a person."""

    items: list[QuarantinedShape]
    next: str | None = None


class DeadLetterShape(Shown):
    """A message that could not be delivered, with the reason."""

    id: str
    conversation: str
    inbox_id: str
    channel: Channel
    seq: int
    attempts: int
    created_at: Moment
    error: str | None


class DeadLetters(Shown):
    """What could not be delivered."""

    items: list[DeadLetterShape]
    next: str | None = None


class ConnectionShape(Shown):
    """How an inbox's line to the outside fares; ``facts`` are the channel's own."""

    state: ConnectionState
    since: Moment
    detail: str
    remedy: str
    facts: dict[str, Any]


class InboxHealth(Shown):
    """How one inbox fares. ``backlog``: messages that wait for delivery. Counts stop at 1000."""

    inbox: RefShape
    channel: Channel
    enabled: bool
    backlog: int
    quarantined: int
    dead_letters: int
    connection: ConnectionShape | None = Field(
        description="Null for channels that keep no line to the outside."
    )


class Health(Shown):
    """All inboxes in scope."""

    items: list[InboxHealth]


class AuditShape(Shown):
    """One thing that somebody changed or tried; ``details`` never hold secrets."""

    id: str
    at: Moment
    actor: RefShape | None
    action: str
    object_kind: str
    object_id: str | None
    details: dict[str, Any]
    address: str | None


class AuditPage(Shown):
    """One page of the audit log, newest first."""

    items: list[AuditShape]
    next: str | None


def connection_shape(given: Connection) -> ConnectionShape:
    """A connector's report on the wire; moments among its facts as everywhere else."""
    return ConnectionShape(
        state=given.state,
        since=given.since,
        detail=given.detail,
        remedy=given.remedy,
        facts={
            name: iso(value) if isinstance(value, datetime) else value
            for name, value in given.facts.items()
        },
    )


def quarantined_shape(given: JournalRecord) -> QuarantinedShape:
    """A quarantined payload on the wire."""
    return QuarantinedShape(
        id=given.id,
        inbox_id=given.inbox_id,
        channel=given.channel,
        external_id=given.external_id,
        received_at=given.received_at,
        attempts=given.attempts,
        error=given.error,
        payload=given.payload,
    )


def dead_letter_shape(given: OutboxItem) -> DeadLetterShape:
    """A dead letter on the wire."""
    return DeadLetterShape(
        id=given.id,
        conversation=given.conversation_id,
        inbox_id=given.inbox_id,
        channel=given.channel,
        seq=given.seq,
        attempts=given.attempts,
        created_at=given.created_at,
        error=given.error,
    )
