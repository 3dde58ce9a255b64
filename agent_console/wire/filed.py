"""Trying an inbox's settings, and messages that were filed away unread."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from agent_console.wire.conversations import ConversationShape
from agent_console.wire.mail import Sender
from agent_console.wire.places import Secret, SecretName
from agent_console.wire.scalars import Given, Id, Moment, RefShape, Shown
from conversations.channels import Channel
from conversations.connections import CheckStep
from conversations.inbound import JournalRecord

ExternalId = Annotated[
    str, StringConstraints(strict=True, min_length=1, max_length=1500, pattern=r"^[^\x00]+$")
]


class CheckBody(Given):
    """Settings to try. ``inbox``: secrets left out are taken from it; null leaves one out."""

    channel: Channel
    settings: dict[str, Any] = Field(default_factory=dict)
    secrets: dict[SecretName, Secret | None] = Field(default_factory=dict, max_length=20)
    inbox: Id | None = None


class StepShape(Shown):
    """One step: ``ok`` null was not tried, because one before it failed."""

    name: str
    ok: bool | None
    detail: str
    remedy: str


class CheckAnswer(Shown):
    """What came of each step, in the order tried."""

    steps: list[StepShape]


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
        description="`auto_reply`, `bounce`, `list`, `spam`, `blocked` or `own`, for now."
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
    """The conversation that the message is in now."""

    conversation: ConversationShape


class BlockBody(Given):
    """Whose mail is filed unread from now on, or no longer: an address, or ``@example.com``."""

    address: Sender
    on: bool


def step_shape(given: CheckStep) -> StepShape:
    """A step on the wire."""
    return StepShape(name=given.name, ok=given.ok, detail=given.detail, remedy=given.remedy)


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
