"""Timeline entries: everything that happens in a conversation, in the order of ``seq``.

Entries are only ever added. What changes about a message later (its delivery, its tags) is an
``activity`` entry of its own that points back by ``targets``; the stored message carries the
folded result as well, so that a fresh read and a replay of events give the same picture.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from conversations.channels import Channel


class Kind(StrEnum):
    """What an entry is."""

    MESSAGE = "message"
    NOTE = "note"
    CALL = "call"
    ACTIVITY = "activity"


class Direction(StrEnum):
    """Whether a message came in or went out."""

    IN = "in"
    OUT = "out"


class AuthorType(StrEnum):
    """Who wrote an entry."""

    CONTACT = "contact"
    AGENT = "agent"
    BOT = "bot"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Author:
    """Who wrote an entry; ``id`` is a contact's or user's id, None for the system."""

    type: AuthorType
    id: str | None = None
    name: str = ""


SYSTEM = Author(type=AuthorType.SYSTEM, name="Parley")


class Activity(StrEnum):
    """What an activity entry tells. The keys of its ``data`` are named behind each."""

    OPENED = "opened"  # inbox, queue
    REOPENED = "reopened"  # queue
    STATE = "state"  # from, to, reason?, until?
    OFFERED = "offered"  # offer, agent, expires_at, reasons
    OFFER_ENDED = (
        "offer_ended"  # offer, agent, outcome: accepted|declined|timed_out|withdrawn, reason?
    )
    ASSIGNED = "assigned"  # agent (or None), reason
    TRANSFERRED = "transferred"  # from_queue, to_queue, agent?, reason?, cause?
    # cause, where Parley did it by itself: kind: mood|watch, and of a list: list, term
    PRIORITY = "priority"  # from, to, reason?, cause?
    LABELS = "labels"  # added, removed, reason?, cause?
    # corrected: the tags are all those of people now; undone: the kind that was taken back; each:
    # in the place of tags, those of each target
    TAGGED = "tagged"  # targets, tags, corrected?, undone?
    WORSENED = "worsened"  # seq, sentence, from, to: the levels before and after
    DELIVERY = "delivery"  # targets, state, error?
    CONTACT = "contact"  # changes: what the contact told about themselves
    RATING = "rating"  # score, comment
    MAILED = "mailed"  # to, purpose: unread|transcript, targets; an entry that is delivered itself
    CALL = "call"
    # event, targets: the call's entry, card: its new data; and what the event is about
    CALL_MONITOR = "call_monitor"  # event: monitoring|monitor_left, mode: listen|whisper|barge
    CONSENT = "consent"  # state: opted_in|opted_out, source: contact|provider, word


class DeliveryState(StrEnum):
    """How far an outbound message has come."""

    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


_RANK: dict[DeliveryState, int] = {
    DeliveryState.QUEUED: 0,
    DeliveryState.SENDING: 1,
    DeliveryState.UNKNOWN: 2,
    DeliveryState.SENT: 3,
    DeliveryState.FAILED: 4,
    DeliveryState.DELIVERED: 5,
    DeliveryState.READ: 6,
}


def delivery_rank(state: DeliveryState) -> int:
    """How far ``state`` is, as a number that storage can compare in one conditional write."""
    return _RANK[state]


def advances(old: DeliveryState, new: DeliveryState) -> bool:
    """Whether ``new`` is further than ``old``: a delivery state never moves backwards.

    A receipt of delivery outranks a failure, for a provider that reports both has delivered.
    """
    return _RANK[new] > _RANK[old]


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """The state of one outbound message; ``error`` is a sentence for the agent."""

    state: DeliveryState
    at: datetime
    error: str | None = None
    attempts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file in the file store; ``content_type`` is sniffed from its content. ``size`` in bytes."""

    id: str
    name: str
    content_type: str
    size: int


class TagKind(StrEnum):
    """What a tag speaks of."""

    LANGUAGE = "language"
    SENTIMENT = "sentiment"
    KEYWORD = "keyword"
    WATCH = "watch"
    TOPIC = "topic"
    INTENT = "intent"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """What analysis or a person says of one interaction. ``source`` is ``machine:<engine>`` or
    ``person:<user id>``; a person's tag of a kind stands above the machine's of that kind.

    ``ref`` is the id of the watch list or intent that ``value`` names, which may be renamed later.
    """

    kind: TagKind
    value: str
    score: float | None = None
    source: str = "machine"
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that happened. Unique by (conversation, seq), by (inbox, external_id) and by
    command id, which is what makes intake and commands idempotent."""

    id: str
    conversation_id: str
    contact_id: str
    inbox_id: str
    channel: Channel
    seq: int
    kind: Kind
    at: datetime
    author: Author
    direction: Direction | None = None
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    delivery: Delivery | None = None
    tags: tuple[Tag, ...] = ()
    corrected: tuple[Tag, ...] = ()
    """A person's tags, kept apart from the machine's."""
    activity: Activity | None = None
    data: dict[str, Any] = field(default_factory=dict)
    external_id: str | None = None
    command_id: str | None = None
    queue_id: str | None = None
    """The queue that the conversation was in, for scope."""


NATURE = "nature"
"""The key in `Entry.data` that says which machine wrote a message, where no person did."""


def is_for_reading(entry: Entry) -> bool:
    """Whether a message came in that a person may have put a mood and a matter into.

    Spaces say nothing. Automatic answers, reports and words that the channel itself obeys (a text
    that says STOP) are nobody's mood and would set off what only a person should.
    """
    inbound = entry.kind is Kind.MESSAGE and entry.direction is Direction.IN
    return inbound and bool(entry.text.strip()) and NATURE not in entry.data


def effective_tags(entry: Entry) -> tuple[Tag, ...]:
    """The tags that count: a person's correction replaces the machine's tags of its kind."""
    corrected_kinds = {tag.kind for tag in entry.corrected}
    machine = tuple(tag for tag in entry.tags if tag.kind not in corrected_kinds)
    return machine + entry.corrected
