"""Scheduled replies on the wire."""

from __future__ import annotations

from pydantic import Field

from agent_console.wire.entries import AttachmentShape, attachment_shape
from agent_console.wire.mail import LetterShape, letter_shape
from agent_console.wire.scalars import Moment, RefShape, Shown, sure_ref
from agent_console.wire.view import View
from conversations.scheduling import ScheduledReply, ScheduledState, Unsendable


class ScheduledMark(Shown):
    """Which reply goes out when."""

    id: str
    send_at: Moment


class ScheduledAnswer(Shown):
    """The reply is kept and goes out later; nothing is on the timeline yet."""

    scheduled: ScheduledMark


class ScheduledShape(Shown):
    """A reply that goes out later; ``failed`` with the reason if it could not."""

    id: str
    conversation: str
    author: RefShape
    text: str
    attachments: list[AttachmentShape]
    mail: LetterShape | None
    resolve: bool
    send_at: Moment
    created_at: Moment
    state: ScheduledState
    failure: Unsendable | None
    error: str | None = Field(description="A sentence that explains the failure.")


class ScheduledList(Shown):
    """What is to go out in a conversation, by its moment."""

    items: list[ScheduledShape]


def scheduled_shape(given: ScheduledReply, view: View) -> ScheduledShape:
    """A scheduled reply as the console shows it."""
    return ScheduledShape(
        id=given.id,
        conversation=given.conversation_id,
        author=sure_ref(given.author),
        text=given.text,
        attachments=[attachment_shape(it, view) for it in given.attachments],
        mail=letter_shape(given.letter) if given.letter else None,
        resolve=given.resolve,
        send_at=given.send_at,
        created_at=given.created_at,
        state=given.state,
        failure=given.failure,
        error=given.error or None,
    )
