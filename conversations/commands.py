"""What people and the house's own workers ask of a conversation.

Each command has a client-made ``id`` (a UUID): carried out once however often it arrives.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from conversations.conversation import Priority
from conversations.entries import Attachment, TagKind
from conversations.letters import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """Base of all commands."""

    id: str
    conversation_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Command):
    """Answer the contact; ``resolve`` closes the matter in the same commit.

    ``written_at`` is set on a reply that goes out by itself, later than it was written. Nobody
    sits behind it then: it takes no conversation that waits for somebody, and what the contact
    wrote since is not answered by it. ``letter`` is for channels that carry mail.
    """

    text: str
    attachments: tuple[Attachment, ...] = ()
    resolve: bool = False
    written_at: datetime | None = None
    letter: Letter | None = None

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to send. A message that is handed on needs no words of ours."""
        forwarded = self.letter is not None and self.letter.forward
        return not (self.text.strip() or self.attachments or forwarded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Write to somebody first: opens a conversation of the actor's with a message of theirs.

    ``address`` is the contact's on the inbox's channel, ``name`` what to call them if they are
    new. ``id`` is the client's UUID; carried out once.
    """

    id: str
    inbox_id: str
    address: str
    name: str = ""
    text: str
    attachments: tuple[Attachment, ...] = ()
    letter: Letter | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Note(Command):
    """Write something that only the team sees; ``mentions`` are user ids."""

    text: str
    attachments: tuple[Attachment, ...] = ()
    mentions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve(Command):
    """Close the matter."""

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopen(Command):
    """Take a closed matter up again; it goes to its queue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPending(Command):
    """Wait for the contact; the agent keeps the conversation."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Snooze(Command):
    """Put the matter away until a moment; it comes back to the queue then, or when they write."""

    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Assign(Command):
    """Give the conversation to an agent (within their capacity), or back to its queue (None)."""

    agent_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Transfer(Command):
    """Hand the conversation to another queue, or to an agent there."""

    queue_id: str
    agent_id: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPriority(Command):
    """Change how pressing the conversation is."""

    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Label(Command):
    """Put words on the conversation, or take them off."""

    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectTag(Command):
    """Say what one message's tag should be; it stands above the machine's from now on. With an
    empty ``value`` the machine's counts again. ``ref`` is the id of the watch list or intent that
    ``value`` names."""

    seq: int
    kind: TagKind
    value: str
    ref: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resend(Command):
    """Send a message again that failed, or of which nobody knows whether it arrived."""

    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptOffer(Command):
    """Take what is offered to the actor."""

    offer_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclineOffer(Command):
    """Let an offer go, with a reason."""

    offer_id: str
    reason: str = ""


AnyCommand = (
    Reply
    | Note
    | Resolve
    | Reopen
    | SetPending
    | Snooze
    | Assign
    | Transfer
    | SetPriority
    | Label
    | CorrectTag
    | Resend
    | AcceptOffer
    | DeclineOffer
)
