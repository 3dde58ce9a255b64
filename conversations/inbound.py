"""What a connector hands over: a provider's payload, tamed into one typed message."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversations.calls.call import CallArrival
from conversations.channels import Channel
from conversations.contacts import Identity
from conversations.entries import Attachment


class Nature(StrEnum):
    """Who speaks in a message, which decides what it may set going."""

    MESSAGE = "message"
    """A person: opens, wakes and reopens conversations."""
    AUTOMATIC = "automatic"
    """A machine (out of office, a list): kept on the timeline, but sets nothing going."""
    REPORT = "report"
    """A report on messages of ours; ``failures`` names those that did not arrive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A message of ours that did not arrive, by its ``seq``; ``reason`` is for the agent."""

    seq: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundMessage:
    """One message from a customer, normalised.

    ``external_id`` is the provider's own (for web chat: the widget's UUID) and unique in its
    inbox. ``thread`` tells matters apart; connectors without threads use the sender's address.
    ``home`` is the id of another inbox, whose conversation of this thread the message continues (a
    mail that answers a chat); the connector has checked that the sender may. ``participants`` are
    the addresses that take part beside the sender. ``nature`` other than MESSAGE needs a
    conversation that is there already, else the message is filed. ``call`` is set if it is no
    message but a call that begins; it never reopens a conversation that is closed.
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
    nature: Nature = Nature.MESSAGE
    home: str | None = None
    participants: tuple[str, ...] = ()
    failures: tuple[Failure, ...] = ()
    call: CallArrival | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What a connector says of a payload that belongs on no timeline: newsletters, spam, blocked
    senders, automatic answers to nothing. It stays in the journal, can be looked at, and a person
    can open a conversation with it after all (``payload["anyway"]`` is true then).

    ``reason`` is a code (``auto_reply``, ``bounce``, ``list``, ``spam``, ``blocked``, ``own``);
    ``sender``, ``subject`` and ``detail`` are shown.
    """

    reason: str
    detail: str = ""
    sender: str = ""
    subject: str = ""


class JournalState(StrEnum):
    """Where a journal record stands."""

    PENDING = "pending"
    DONE = "done"
    FILED = "filed"
    """Understood, and on no timeline: see :class:`Filed`."""
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
    filed: Filed | None = None


MAX_RECEIVE_ATTEMPTS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What became of an inbound message. If it was ``filed``, the ids are empty."""

    conversation_id: str = ""
    contact_id: str = ""
    seq: int = 0
    entry_id: str = ""
    duplicate: bool = False
    opened: bool = False
    filed: Filed | None = None
