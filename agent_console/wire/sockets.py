"""What clients send over the console's socket."""

from __future__ import annotations

from pydantic import Field

from agent_console.wire.commands import MAX_ATTACHED, Answering
from agent_console.wire.scalars import ClientId, Given, Id, Line, Moment, Text
from conversations.people import Presence


class Empty(Given):
    """An event without more to say."""


class OfferCall(Given):
    """An answer to an offer. Without ``id`` the offer's own id makes it count once."""

    offer: Id
    id: ClientId | None = None


class DeclineCall(OfferCall):
    """A no, with a reason."""

    reason: Line = ""


class PresenceCall(Given):
    """Whether work is taken, and why not."""

    state: Presence
    reason: Line = ""


class OpenCall(Given):
    """Read along in a conversation; ``after``: only what came after that ``seq``."""

    conversation: Id
    after: int | None = Field(None, ge=0)


class CloseCall(Given):
    """Stop reading along."""

    conversation: Id


class TypingCall(Given):
    """That somebody writes, or stopped."""

    conversation: Id
    on: bool


class ReplyCall(Answering):
    """Answer the contact."""

    id: ClientId
    conversation: Id


class NoteCall(Given):
    """Write something that only the team sees."""

    id: ClientId
    conversation: Id
    text: Text = ""
    attachments: list[Id] = Field(default_factory=list, max_length=MAX_ATTACHED)
    mentions: list[Id] = Field(default_factory=list, max_length=20)


class CatchUpCall(Given):
    """What changed in the lists since a cursor."""

    changed_since: Moment
