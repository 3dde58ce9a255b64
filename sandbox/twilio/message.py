"""A message as Twilio keeps it, with its media."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sandbox.twilio import sids


class Status(StrEnum):
    """Where a message is. Those of other channels than SMS and MMS do not occur."""

    ACCEPTED = "accepted"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    FAILED = "failed"
    RECEIVED = "received"


FINAL = frozenset({Status.DELIVERED, Status.UNDELIVERED, Status.FAILED, Status.RECEIVED})


class Direction(StrEnum):
    """Who sent it, and by what."""

    INBOUND = "inbound"
    API = "outbound-api"
    REPLY = "outbound-reply"


@dataclass(frozen=True, slots=True, kw_only=True)
class Media:
    """A file of a message. ``created`` is in UTC."""

    content_type: str
    data: bytes
    created: datetime
    sid: str = field(default_factory=lambda: sids.new_sid(sids.MEDIA))


@dataclass(slots=True, kw_only=True)
class Message:
    """``sender`` is None until a messaging service has chosen one. Times are in UTC."""

    sid: str
    account_sid: str
    direction: Direction
    sender: str | None
    to: str
    body: str
    status: Status
    created: datetime
    updated: datetime
    segments: int
    sent: datetime | None = None
    service_sid: str | None = None
    media_urls: tuple[str, ...] = ()
    """What we were asked to fetch and send along."""
    media: dict[str, Media] = field(default_factory=dict)
    error_code: int | None = None
    status_callback: str = ""
    status_callback_method: str = "POST"
    statuses: list[Status] = field(default_factory=list)
    """Every status that it has had, in order."""

    @property
    def listed_at(self) -> datetime:
        """By which lists are sorted and filtered."""
        return self.sent or self.created
