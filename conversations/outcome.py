"""What a decision changes, as data: storage commits all of it in one transaction, or none."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from conversations.alerts import Alert
from conversations.conversation import Conversation
from conversations.corrections import Correction
from conversations.entries import Delivery, Entry, Tag
from conversations.outbox import OutboxItem


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatClaim:
    """Take ``weight`` units of an agent: only if ``available`` (unless ``any_presence``) and if it
    fits (:func:`conversations.channels.fits`), or the whole outcome fails with
    :class:`conversations.errors.ClaimLost`."""

    user_id: str
    weight: int
    at: datetime
    any_presence: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatRelease:
    """Give ``weight`` units back."""

    user_id: str
    weight: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFold:
    """A change folded into a stored entry: a message's new delivery, machine tags, corrections or
    meaning (as the analysis packs it), or a call's new card (``data``).

    None leaves that part as it is. A delivery is folded only if it advances.
    """

    seq: int
    delivery: Delivery | None = None
    tags: tuple[Tag, ...] | None = None
    corrected: tuple[Tag, ...] | None = None
    meaning: bytes | None = None
    data: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Why the router did what it did, kept for whoever asks."""

    id: str
    conversation_id: str
    at: datetime
    chosen: str | None
    reasons: tuple[str, ...]
    candidates: tuple[dict[str, Any], ...] = ()
    """Per agent looked at: ``agent``, ``name``, and ``ruled_out`` (a code) or ``rank``."""
    total_candidates: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One commit on one conversation. ``before`` None opens it."""

    before: Conversation | None
    after: Conversation
    entries: tuple[Entry, ...] = ()
    outbox: tuple[OutboxItem, ...] = ()
    claims: tuple[SeatClaim, ...] = ()
    releases: tuple[SeatRelease, ...] = ()
    folds: tuple[EntryFold, ...] = ()
    decision: Decision | None = None
    alerts: tuple[Alert, ...] = ()
    corrections: tuple[Correction, ...] = ()
    result: dict[str, Any] = field(default_factory=dict)
