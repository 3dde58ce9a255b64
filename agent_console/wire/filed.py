"""Messages that were filed: understood, and put on no timeline."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from agent_console.wire.mail import Sender
from agent_console.wire.scalars import Given, Id, Moment, RefShape, Shown
from conversations.inbound import JournalRecord

ExternalId = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=1500, pattern=r"^[^\x00]+$")
]


class FiledQuery(Given):
    """``before``: what the last answer called ``next``; ``inbox``: only of this one."""

    before: Moment | None = None
    inbox: Id | None = None


class FiledShape(Shown):
    """A message that was understood and put on no timeline, with the reason."""

    inbox: RefShape
    external_id: str
    received_at: Moment
    reason: str = Field(
        description=(
            "`auto_reply`, `bounce`, `list`, `spam`, `blocked`, `own`, `opt_out` or `opt_in`, "
            "for now."
        )
    )
    detail: str
    sender: str
    subject: str


class FiledList(Shown):
    """What was filed, newest first."""

    items: list[FiledShape]
    next: str | None


class OpenFiledBody(Given):
    """Which message to receive after all."""

    external_id: ExternalId


class OpenedAnswer(Shown):
    """The id of the conversation that the message is in now, and its ``seq`` there. It may be an
    older one, out of the caller's sight."""

    conversation: str
    seq: int


class BlockBody(Given):
    """Whose mail is filed unread from now on, or no longer: an address, or ``@example.com``."""

    address: Sender
    on: bool


class BlockAnswer(Shown):
    """What holds now."""

    address: str
    on: bool


def filed_shape(given: JournalRecord, inbox: RefShape) -> FiledShape:
    """A filed message on the wire."""
    filed = given.filed
    return FiledShape(
        inbox=inbox,
        external_id=given.external_id,
        received_at=given.received_at,
        reason=filed.reason if filed else "",
        detail=filed.detail if filed else "",
        sender=filed.sender if filed else "",
        subject=filed.subject if filed else "",
    )
