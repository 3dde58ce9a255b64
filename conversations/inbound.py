"""What a connector hands over: a provider's payload, tamed into one typed message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.entries import Attachment


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message from a customer, normalised.

    ``external_id`` is the provider's own (for web chat: the widget's UUID) and unique in its
    inbox. ``thread`` tells matters apart; connectors without threads use the sender's address.
    """

    inbox_id: str
    channel: Channel
    external_id: str
    thread: str
    sender: Identity
    sent_at: datetime
    text: str = ""
    sender_name: str = ""
    sender_email: str | None = None
    language_hint: str | None = None
    subject: str = ""
    attachments: tuple[Attachment, ...] = ()
    data: dict[str, Any] = field(default_factory=dict)


class JournalState(StrEnum):
    """Where a journal record stands."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRecord:
    """A raw payload as it came, kept under (inbox, external id) before anybody is answered."""

    id: str
    inbox_id: str
    channel: Channel
    external_id: str
    payload: dict[str, Any]
    received_at: datetime
    state: JournalState = JournalState.PENDING
    attempts: int = 0
    next_try_at: datetime
    error: str | None = None


MAX_RECEIVE_ATTEMPTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an inbound message."""

    conversation_id: str
    contact_id: str
    seq: int
    entry_id: str
    duplicate: bool = False
    opened: bool = False
